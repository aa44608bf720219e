/**
 * What a run shows of itself: one self-contained HTML page, SVG charts and a table for the
 * terminal. Fed with plain records by whoever ran; knows nothing of Spark or of networks.
 */
package dev.kindred.report;

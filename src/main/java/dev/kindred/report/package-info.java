/**
 * What a run shows of itself: one self-contained HTML page whose charts a script draws, and a table
 * for the terminal. Fed with plain records by whoever ran; knows nothing of Spark or of networks.
 */
package dev.kindred.report;

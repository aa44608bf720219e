/** Graphs for approximate search, in the form in which other programs serve them. */
package dev.kindred.index;

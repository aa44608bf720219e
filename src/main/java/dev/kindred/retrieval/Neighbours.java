package dev.kindred.retrieval;

/**
 * The nearest gallery rows of one query, nearest first.
 *
 * @param query row of the query
 * @param rows gallery rows
 * @param similarities their cosines
 */
@SuppressWarnings("ArrayRecordComponent") // a result handed over once
public record Neighbours(int query, int[] rows, double[] similarities) {}

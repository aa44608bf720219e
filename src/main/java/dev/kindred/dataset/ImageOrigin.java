package dev.kindred.dataset;

import java.io.Serializable;

/**
 * How the images of a data set are come by.
 *
 * @param byContent whether they are whatever was found in folders, so that a file may turn out to
 *     be none without anything being broken
 * @param outside whether they may lie outside the data folder
 * @param rows whether they are rows of Parquet files, {@code file#row}
 */
public record ImageOrigin(boolean byContent, boolean outside, boolean rows)
    implements Serializable {}

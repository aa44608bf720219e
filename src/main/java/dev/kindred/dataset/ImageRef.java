package dev.kindred.dataset;

import java.io.Serializable;

/**
 * One image of a data set.
 *
 * @param path relative to the data set's root, with {@code /}
 * @param classId index into {@link Manifest#classNames}
 * @param split part of the protocol
 */
public record ImageRef(String path, int classId, Split split) implements Serializable {}

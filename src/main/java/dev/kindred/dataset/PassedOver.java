package dev.kindred.dataset;

import java.io.Serializable;

/**
 * Something in the data folder that is no image and was not asked for by name.
 *
 * @param path relative to the data folder
 * @param reason short, to be counted by, such as {@code text} or {@code HEIC}
 */
public record PassedOver(String path, String reason) implements Serializable {}

package dev.kindred.dataset;

/**
 * A file as its folder lists it.
 *
 * @param path relative to the data folder, with {@code /}
 * @param bytes length; negative when it is a link that leads nowhere
 * @param modified milliseconds since 1970
 */
public record DataFile(String path, long bytes, long modified) {}

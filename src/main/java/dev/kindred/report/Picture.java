package dev.kindred.report;

import java.util.OptionalInt;

/**
 * A thumbnail.
 *
 * @param place in the {@link Album}; empty where there are no images, only their names
 * @param caption its class
 */
public record Picture(OptionalInt place, String caption) {}

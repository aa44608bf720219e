package dev.kindred.store;

/**
 * Input of a network.
 *
 * @param request what was asked for
 * @param pixels {@code [n, size, size, 3]}, row-major, images in the order of the request
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record RenderedBatch(BatchRequest request, float[] pixels) {}

package dev.kindred.store;

import dev.kindred.image.RenderedImages;

/**
 * Input of a network.
 *
 * @param request what was asked for
 * @param images in the order of the request
 */
public record RenderedBatch(BatchRequest request, RenderedImages images) {
  /** Normalised values, {@code [n, size, size, 3]}, row-major. */
  public float[] pixels() {
    return images.values();
  }
}

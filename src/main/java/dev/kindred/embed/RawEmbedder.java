package dev.kindred.embed;

import dev.kindred.image.RawPixels;
import dev.kindred.image.TestView;
import dev.kindred.image.Workspace;
import dev.kindred.store.StoreReader;

/**
 * The baseline without a network.
 *
 * @param view what of the image is looked at
 * @param side pixels kept of it, across and down
 */
record RawEmbedder(TestView view, int side) implements Embedder {
  @Override
  public int dim() {
    return RawPixels.dim(side);
  }

  @Override
  public float[] embed(StoreReader reader, int[] ids) {
    int d = dim();
    float[] rows = new float[Math.multiplyExact(ids.length, d)];
    try (Workspace workspace = new Workspace()) {
      for (int i = 0; i < ids.length; i++) {
        float[] row = RawPixels.of(workspace, reader.read(ids[i]), view, side);
        System.arraycopy(row, 0, rows, i * d, d);
      }
    }
    return rows;
  }
}

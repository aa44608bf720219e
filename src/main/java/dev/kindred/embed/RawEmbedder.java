package dev.kindred.embed;

import dev.kindred.image.RawPixels;
import dev.kindred.image.TestView;
import dev.kindred.image.Workspace;
import dev.kindred.store.StoreReader;

/**
 * The baseline without a network.
 *
 * @param view what of the image is looked at
 */
record RawEmbedder(TestView view) implements Embedder {
  @Override
  public int dim() {
    return RawPixels.DIM;
  }

  @Override
  public float[] embed(StoreReader reader, int[] ids) {
    float[] rows = new float[ids.length * RawPixels.DIM];
    try (Workspace workspace = new Workspace()) {
      for (int i = 0; i < ids.length; i++) {
        float[] row = RawPixels.of(workspace, reader.read(ids[i]), view);
        System.arraycopy(row, 0, rows, i * RawPixels.DIM, RawPixels.DIM);
      }
    }
    return rows;
  }
}

package dev.kindred.retrieval;

/** Without native code and much slower: for platforms that have no OpenBLAS. */
final class JavaTileProduct implements TileProduct {
  private final int d;
  private float[] queries;
  private float[] gallery;
  private int galleryCount;

  JavaTileProduct(int d) {
    this.d = d;
  }

  @Override
  public void queries(float[] rows, int count) {
    queries = rows;
  }

  @Override
  public void multiply(float[] rows, int count) {
    gallery = rows;
    galleryCount = count;
  }

  @Override
  public void row(int row, float[] out) {
    for (int j = 0; j < galleryCount; j++) {
      out[j] = (float) Dot.of(queries, row * d, gallery, j * d, d);
    }
  }

  @Override
  public void close() {}
}

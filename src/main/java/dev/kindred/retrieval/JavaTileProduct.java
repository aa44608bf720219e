package dev.kindred.retrieval;

/** Without native code and much slower: for platforms that have no OpenBLAS. */
final class JavaTileProduct implements TileProduct {
  private final int d;
  private float[] queries;
  private float[] gallery;
  private int queryFrom;
  private int galleryFrom;
  private int galleryCount;

  JavaTileProduct(int d) {
    this.d = d;
  }

  @Override
  public void queries(float[] rows, int from, int count) {
    queries = rows;
    queryFrom = from;
  }

  @Override
  public void multiply(float[] rows, int from, int count) {
    gallery = rows;
    galleryFrom = from;
    galleryCount = count;
  }

  @Override
  public void row(int row, float[] out) {
    for (int j = 0; j < galleryCount; j++) {
      out[j] = (float) Dot.of(queries, (queryFrom + row) * d, gallery, (galleryFrom + j) * d, d);
    }
  }

  @Override
  public void close() {}
}

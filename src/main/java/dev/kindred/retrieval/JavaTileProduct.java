package dev.kindred.retrieval;

/** Without native code, about thirty times slower: for platforms that have no OpenBLAS. */
final class JavaTileProduct implements TileProduct {
  private EmbeddingSet queries;
  private int queryFrom;
  private EmbeddingSet gallery;
  private int galleryFrom;
  private int galleryCount;

  @Override
  public void queries(EmbeddingSet set, int from, int count) {
    queries = set;
    queryFrom = from;
  }

  @Override
  public void multiply(EmbeddingSet set, int from, int count) {
    gallery = set;
    galleryFrom = from;
    galleryCount = count;
  }

  @Override
  public void row(int row, float[] out) {
    int d = queries.d();
    for (int j = 0; j < galleryCount; j++) {
      out[j] =
          (float)
              Dot.of(
                  queries.rows(), (queryFrom + row) * d, gallery.rows(), (galleryFrom + j) * d, d);
    }
  }

  @Override
  public void close() {}
}

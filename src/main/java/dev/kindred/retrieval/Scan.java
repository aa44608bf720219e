package dev.kindred.retrieval;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a block of queries past the whole gallery, tile by tile; n x n is never held. */
final class Scan implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scan.class);

  /** What is done with similarities as they come by. */
  interface Visitor {
    /**
     * Similarities, accurate to {@link Dot#error}, of one query and one block of the gallery.
     *
     * @param query position within the block of queries
     * @param galleryFrom gallery row of {@code similarities[0]}
     * @param similarities reused; the first {@code count} are valid
     * @param count rows of the block
     */
    void row(int query, int galleryFrom, float[] similarities, int count);
  }

  private final BlockSize size;
  private final TileProduct product;
  private final float[] row;

  /** With OpenBLAS where it loads. */
  static Scan open(BlockSize size, int d) {
    try {
      return new Scan(size, new BlasTileProduct(size, d));
    } catch (LinkageError e) {
      LOG.warn("searching without OpenBLAS, much slower: {}", e.toString());
      return new Scan(size, new JavaTileProduct());
    }
  }

  Scan(BlockSize size, TileProduct product) {
    this.size = size;
    this.product = product;
    this.row = new float[size.gallery()];
  }

  /** Largest block of queries that {@link #run} takes. */
  int queryBlock() {
    return size.queries();
  }

  /** Shows {@code visitor} queries {@code [from, from + count)} against all of {@code gallery}. */
  void run(EmbeddingSet queries, int from, int count, EmbeddingSet gallery, Visitor visitor) {
    product.queries(queries, from, count);
    for (int g = 0; g < gallery.n(); g += size.gallery()) {
      int width = Math.min(size.gallery(), gallery.n() - g);
      product.multiply(gallery, g, width);
      for (int q = 0; q < count; q++) {
        product.row(q, row);
        visitor.row(q, g, row, width);
      }
    }
  }

  @Override
  public void close() {
    product.close();
  }
}

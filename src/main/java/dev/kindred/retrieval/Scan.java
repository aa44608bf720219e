package dev.kindred.retrieval;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a block of queries past the whole gallery, tile by tile; n x n is never held. */
final class Scan implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scan.class);

  /** What is done with similarities as they come by. */
  interface Visitor {
    /**
     * Similarities, accurate to {@link Centring#error}, of one query and one block of the gallery.
     *
     * @param query position within the block of queries
     * @param galleryFrom gallery row of {@code similarities[0]}
     * @param similarities reused; the first {@code count} are valid
     * @param count rows of the block
     */
    void row(int query, int galleryFrom, double[] similarities, int count);
  }

  private final BlockSize size;
  private final TileProduct product;
  private final float[] queryRows;
  private final float[] galleryRows;
  private final float[] products;
  private final double[] similarities;

  /** With OpenBLAS where it loads. */
  static Scan open(BlockSize size, int d) {
    try {
      return new Scan(size, d, new BlasTileProduct(size, d));
    } catch (LinkageError e) {
      LOG.warn("searching without OpenBLAS, much slower: {}", e.toString());
      return new Scan(size, d, new JavaTileProduct(d));
    }
  }

  Scan(BlockSize size, int d, TileProduct product) {
    this.size = size;
    this.product = product;
    queryRows = new float[size.queries() * d];
    galleryRows = new float[size.gallery() * d];
    products = new float[size.gallery()];
    similarities = new double[size.gallery()];
  }

  /** Largest block of queries that {@link #run} takes. */
  int queryBlock() {
    return size.queries();
  }

  /** Shows {@code visitor} queries {@code [from, from + count)} against all of {@code gallery}. */
  void run(
      EmbeddingSet queries,
      int from,
      int count,
      EmbeddingSet gallery,
      Centring centring,
      Visitor visitor) {
    centring.centre(queries, from, count, queryRows);
    product.queries(queryRows, count);
    double[] queryOffsets = new double[count];
    Arrays.setAll(queryOffsets, q -> centring.queryOffset(queries, from + q));
    for (int g = 0; g < gallery.n(); g += size.gallery()) {
      int width = Math.min(size.gallery(), gallery.n() - g);
      centring.centre(gallery, g, width, galleryRows);
      product.multiply(galleryRows, width);
      for (int q = 0; q < count; q++) {
        product.row(q, products);
        double offset = queryOffsets[q];
        for (int j = 0; j < width; j++) {
          similarities[j] = products[j] + (offset + centring.offsets()[g + j]);
        }
        visitor.row(q, g, similarities, width);
      }
    }
  }

  @Override
  public void close() {
    product.close();
  }
}

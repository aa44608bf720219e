package dev.kindred.retrieval;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a block of queries past the whole gallery, tile by tile; n x n is never held. */
final class Scan implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scan.class);

  /** Roundings of a product and an offset that are added in single precision, of their size. */
  private static final double SUM_ROUNDING = 0x1p-21;

  /** What is done with similarities as they come by. */
  interface Visitor {
    /**
     * Similarities below are of no interest now. Nearly all are, and are passed over in single
     * precision.
     *
     * @param query position within the block of queries
     */
    double bar(int query);

    /**
     * Similarities, accurate to {@link Centring#error}, of one query and some rows of the gallery:
     * all of one tile that reach the bar, and perhaps some just below it.
     *
     * @param query position within the block of queries
     * @param rows gallery rows, ascending; reused
     * @param similarities reused; the first {@code count} are valid
     */
    void near(int query, int[] rows, double[] similarities, int count);
  }

  /** One query's part of a {@link Visitor}. */
  interface QueryVisitor {
    /** See {@link Visitor#bar}. */
    double bar();

    /** See {@link Visitor#near}. */
    void near(int[] rows, double[] similarities, int count);
  }

  /** Hands what comes by to the query that it is of. */
  static Visitor toEach(QueryVisitor... block) {
    return new Visitor() {
      @Override
      public double bar(int query) {
        return block[query].bar();
      }

      @Override
      public void near(int query, int[] rows, double[] similarities, int count) {
        block[query].near(rows, similarities, count);
      }
    };
  }

  private final BlockSize size;
  private final TileProduct product;
  private final float[] centred;
  private final float[] products;
  private final float[] tileOffsets;
  private final int[] rows;
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
    centred = new float[Math.max(size.queries(), size.gallery()) * d];
    products = new float[size.gallery()];
    tileOffsets = new float[size.gallery()];
    rows = new int[size.gallery()];
    similarities = new double[size.gallery()];
  }

  /** Largest block of queries that {@link #run} takes. */
  int queryBlock() {
    return size.queries();
  }

  /** Gallery rows of a tile. */
  int galleryBlock() {
    return size.gallery();
  }

  /** Shows {@code visitor} queries {@code [from, from + count)} against all of {@code gallery}. */
  void run(
      EmbeddingSet queries,
      int from,
      int count,
      EmbeddingSet gallery,
      Centring centring,
      Visitor visitor) {
    double[] queryOffsets = new double[count];
    for (int q = 0; q < count; q++) {
      queryOffsets[q] = centring.queryOffset(queries, from + q);
    }
    takeQueries(queries, from, count, centring);
    for (int g = 0; g < gallery.n(); g += size.gallery()) {
      int width = Math.min(size.gallery(), gallery.n() - g);
      multiply(gallery, g, width, centring);
      double slack = offsets(centring, g, width);
      for (int q = 0; q < count; q++) {
        double bar = visitor.bar(q) - queryOffsets[q] - slack;
        product.row(q, products);
        int near = centring.offsets().length == 0 ? near(bar, width) : nearMoved(bar, width);
        if (near > 0) {
          for (int i = 0; i < near; i++) {
            similarities[i] = products[rows[i]] + (queryOffsets[q] + centring.offset(g + rows[i]));
            rows[i] += g;
          }
          visitor.near(q, rows, similarities, near);
        }
      }
    }
  }

  private void takeQueries(EmbeddingSet queries, int from, int count, Centring centring) {
    if (centring.leavesRows()) {
      product.queries(queries.rows(), from, count);
    } else {
      centring.centre(queries, from, count, centred);
      product.queries(centred, 0, count);
    }
  }

  private void multiply(EmbeddingSet gallery, int from, int count, Centring centring) {
    if (centring.leavesRows()) {
      product.multiply(gallery.rows(), from, count);
    } else {
      centring.centre(gallery, from, count, centred);
      product.multiply(centred, 0, count);
    }
  }

  /** Rounds the offsets of a tile, and returns how far sums with them can be off. */
  private double offsets(Centring centring, int from, int width) {
    if (centring.offsets().length == 0) {
      return 0;
    }
    double most = 0;
    for (int j = 0; j < width; j++) {
      tileOffsets[j] = (float) centring.offsets()[from + j];
      most = Math.max(most, Math.abs(centring.offsets()[from + j]));
    }
    return SUM_ROUNDING * (centring.queryRadius() * centring.galleryRadius() + most);
  }

  /** Collects columns of the tile that reach the bar. */
  private int near(double bar, int width) {
    float least = Math.nextDown((float) bar);
    int near = 0;
    for (int j = 0; j < width; j++) {
      if (products[j] >= least) {
        rows[near++] = j;
      }
    }
    return near;
  }

  private int nearMoved(double bar, int width) {
    float least = Math.nextDown((float) bar);
    int near = 0;
    for (int j = 0; j < width; j++) {
      if (products[j] + tileOffsets[j] >= least) {
        rows[near++] = j;
      }
    }
    return near;
  }

  @Override
  public void close() {
    product.close();
  }
}

package dev.kindred.retrieval;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Single-precision matrix products of OpenBLAS. Holds one block of queries, one of gallery rows and
 * one tile of similarities outside the heap (8 MB at the usual block size and 512 dimensions).
 * Threads are OpenBLAS's own matter: {@code OMP_NUM_THREADS=1} where tasks run side by side.
 */
final class BlasTileProduct implements TileProduct {
  private final int d;
  private final FloatPointer queries;
  private final FloatPointer gallery;
  private final FloatPointer tile;
  private int queryCount;
  private int galleryCount;

  BlasTileProduct(BlockSize size, int d) {
    this.d = d;
    queries = new FloatPointer((long) size.queries() * d);
    gallery = new FloatPointer((long) size.gallery() * d);
    tile = new FloatPointer((long) size.queries() * size.gallery());
  }

  @Override
  public void queries(float[] rows, int from, int count) {
    queries.put(rows, from * d, count * d);
    queryCount = count;
  }

  @Override
  public void multiply(float[] rows, int from, int count) {
    gallery.put(rows, from * d, count * d);
    galleryCount = count;
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        openblas.CblasNoTrans,
        openblas.CblasTrans,
        queryCount,
        count,
        d,
        1f,
        queries,
        d,
        gallery,
        d,
        0f,
        tile,
        count);
  }

  @Override
  public void row(int row, float[] out) {
    tile.position((long) row * galleryCount).get(out, 0, galleryCount);
    tile.position(0);
  }

  @Override
  public void close() {
    queries.close();
    gallery.close();
    tile.close();
  }
}

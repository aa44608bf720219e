package dev.kindred.retrieval;

/**
 * Multiplies blocks of queries with blocks of gallery rows, in single precision and in any order of
 * summation. Not thread-safe; whoever opens it closes it.
 */
interface TileProduct extends AutoCloseable {
  /** Takes {@code count} rows from row {@code from} on as the left factor until told otherwise. */
  void queries(float[] rows, int from, int count);

  /** Multiplies them with {@code count} of {@code rows} from row {@code from} on. */
  void multiply(float[] rows, int from, int count);

  /** Copies the products of the left factor's {@code row} into {@code out}. */
  void row(int row, float[] out);

  @Override
  void close();
}

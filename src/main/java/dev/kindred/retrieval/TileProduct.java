package dev.kindred.retrieval;

/**
 * Multiplies blocks of queries with blocks of gallery rows, in single precision and in any order of
 * summation. Not thread-safe; whoever opens it closes it.
 */
interface TileProduct extends AutoCloseable {
  /** Takes the first {@code count} rows as the left factor until told otherwise. */
  void queries(float[] rows, int count);

  /** Multiplies them with the first {@code count} of {@code rows}. */
  void multiply(float[] rows, int count);

  /** Copies the products of the left factor's {@code row} into {@code out}. */
  void row(int row, float[] out);

  @Override
  void close();
}

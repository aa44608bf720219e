package dev.kindred.retrieval;

/**
 * Multiplies blocks of queries with blocks of gallery rows. Results are proposals: accurate to
 * {@link Dot#error}, no more. Not thread-safe; whoever opens it closes it.
 */
interface TileProduct extends AutoCloseable {
  /** Keeps rows {@code [from, from + count)} of {@code set} as the left factor. */
  void queries(EmbeddingSet set, int from, int count);

  /** Multiplies them with rows {@code [from, from + count)} of {@code set}. */
  void multiply(EmbeddingSet set, int from, int count);

  /** Copies the similarities of query {@code row} of the block into {@code out}. */
  void row(int row, float[] out);

  @Override
  void close();
}

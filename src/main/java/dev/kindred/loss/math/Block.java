package dev.kindred.loss.math;

/**
 * A large matrix that is read and written row by row, wherever its {@link MatrixProduct} keeps it.
 * Not thread-safe; close it.
 */
public interface Block extends AutoCloseable {
  /** Copies a row, {@code [columns]}. */
  void read(int row, float[] into);

  /** Overwrites a row, {@code [columns]}. */
  void write(int row, float[] from);

  @Override
  void close();
}

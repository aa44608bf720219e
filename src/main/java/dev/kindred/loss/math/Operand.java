package dev.kindred.loss.math;

/**
 * A matrix in the form in which its {@link MatrixProduct} reads it best, such as a copy outside the
 * heap. Made once and used for several products; closed when no longer used.
 */
public interface Operand extends AutoCloseable {
  /** Number of rows. */
  int rows();

  /** Number of columns. */
  int columns();

  @Override
  void close();
}

package dev.kindred.loss.math;

/**
 * A matrix in the form in which its {@link MatrixProduct} reads it best, such as a copy outside the
 * heap. Made once and used for several products.
 */
public interface Operand {
  /** Number of rows. */
  int rows();

  /** Number of columns. */
  int columns();
}

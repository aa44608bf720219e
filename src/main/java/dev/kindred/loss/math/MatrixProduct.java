package dev.kindred.loss.math;

/**
 * The matrix products of the losses. All matrices are row-major. Implementations are stateless and
 * thread-safe.
 */
public interface MatrixProduct {
  /**
   * All similarities of a batch, in double precision.
   *
   * @param x {@code [n, d]}
   * @return {@code X Xᵀ [n, n]}
   */
  double[] gram(float[] x, int n, int d);

  /** Prepares {@code x [rows, columns]} for several products; may or may not copy it. */
  Operand operand(float[] x, int rows, int columns);

  /**
   * Similarities of rows.
   *
   * @param a {@code [m, k]}
   * @param b {@code [n, k]}, of this implementation's {@link #operand}
   * @return {@code A Bᵀ [m, n]}
   */
  float[] timesTransposed(float[] a, int m, Operand b);

  /** As {@link #timesTransposed}, for results that are better not copied into the heap. */
  Block blockTimesTransposed(float[] a, int m, Operand b);

  /**
   * {@code out_i += scale_i W_i B} for every row i, for W with many columns.
   *
   * @param scales {@code [m]}
   * @param w {@code [m, n]}, a block of this implementation
   * @param b {@code [n, k]}, of this implementation's {@link #operand}
   * @param out {@code [m, k]}
   */
  void addProduct(float[] scales, Block w, int m, Operand b, float[] out);

  /**
   * {@code out += W B}.
   *
   * @param w {@code [m, n]}
   * @param b {@code [n, k]}, of this implementation's {@link #operand}
   * @param out {@code [m, k]}
   */
  void addProduct(float[] w, int m, Operand b, float[] out);

  /**
   * Product with a transposed left side.
   *
   * @param w {@code [m, n]}
   * @param b {@code [m, k]}, of this implementation's {@link #operand}
   * @return {@code Wᵀ B [n, k]}
   */
  float[] transposedTimes(float[] w, int n, Operand b);
}

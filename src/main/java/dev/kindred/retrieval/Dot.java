package dev.kindred.retrieval;

/**
 * The similarity that decides: the dot product in double precision with one fixed order of
 * summation. Products of floats are exact in doubles, so only the sums round, and two equal rows
 * get equal similarities wherever they stand. Matrix products in single precision only say which
 * pairs are worth asking about.
 */
final class Dot {
  private Dot() {}

  /** Of {@code d} numbers from {@code aFrom} and {@code bFrom} on. */
  static double of(float[] a, int aFrom, float[] b, int bFrom, int d) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int whole = d & ~3;
    int i = 0;
    // The product is exact, so fma changes no bit; it halves the time. So bounded, the compiler
    // checks no index inside of the loop.
    for (; i < whole; i += 4) {
      s0 = Math.fma((double) a[aFrom + i], (double) b[bFrom + i], s0);
      s1 = Math.fma((double) a[aFrom + i + 1], (double) b[bFrom + i + 1], s1);
      s2 = Math.fma((double) a[aFrom + i + 2], (double) b[bFrom + i + 2], s2);
      s3 = Math.fma((double) a[aFrom + i + 3], (double) b[bFrom + i + 3], s3);
    }
    for (; i < d; i++) {
      s0 = Math.fma((double) a[aFrom + i], (double) b[bFrom + i], s0);
    }
    return s0 + s1 + (s2 + s3);
  }

  /**
   * The same, to the last bit, with the numbers of one row widened before: who multiplies it with
   * many rows saves half of the conversions, which take longer than the sums.
   */
  static double of(double[] a, float[] b, int bFrom) {
    int d = a.length;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int whole = d & ~3;
    int i = 0;
    for (; i < whole; i += 4) {
      s0 = Math.fma(a[i], (double) b[bFrom + i], s0);
      s1 = Math.fma(a[i + 1], (double) b[bFrom + i + 1], s1);
      s2 = Math.fma(a[i + 2], (double) b[bFrom + i + 2], s2);
      s3 = Math.fma(a[i + 3], (double) b[bFrom + i + 3], s3);
    }
    for (; i < d; i++) {
      s0 = Math.fma(a[i], (double) b[bFrom + i], s0);
    }
    return s0 + s1 + (s2 + s3);
  }

  /**
   * Of one row with two others, to the last bit as of each alone; the sums of both run side by
   * side, where those of one wait for each other.
   */
  static void ofBoth(double[] a, float[] b, int bFrom, int cFrom, double[] out, int at) {
    int d = a.length;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double t0 = 0;
    double t1 = 0;
    double t2 = 0;
    double t3 = 0;
    int whole = d & ~3;
    int i = 0;
    for (; i < whole; i += 4) {
      double a0 = a[i];
      double a1 = a[i + 1];
      double a2 = a[i + 2];
      double a3 = a[i + 3];
      s0 = Math.fma(a0, (double) b[bFrom + i], s0);
      s1 = Math.fma(a1, (double) b[bFrom + i + 1], s1);
      s2 = Math.fma(a2, (double) b[bFrom + i + 2], s2);
      s3 = Math.fma(a3, (double) b[bFrom + i + 3], s3);
      t0 = Math.fma(a0, (double) b[cFrom + i], t0);
      t1 = Math.fma(a1, (double) b[cFrom + i + 1], t1);
      t2 = Math.fma(a2, (double) b[cFrom + i + 2], t2);
      t3 = Math.fma(a3, (double) b[cFrom + i + 3], t3);
    }
    for (; i < d; i++) {
      s0 = Math.fma(a[i], (double) b[bFrom + i], s0);
      t0 = Math.fma(a[i], (double) b[cFrom + i], t0);
    }
    out[at] = s0 + s1 + (s2 + s3);
    out[at + 1] = t0 + t1 + (t2 + t3);
  }

  /** A row in double precision. */
  static double[] widened(float[] rows, int from, int d) {
    double[] wide = new double[d];
    for (int i = 0; i < d; i++) {
      wide[i] = rows[from + i];
    }
    return wide;
  }
}

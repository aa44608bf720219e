package dev.kindred.retrieval;

/**
 * The mutual information that two groupings have by chance when only the sizes of their groups are
 * given (Vinh, Epps and Bailey 2010, JMLR 11, eq. 12). Groups of equal size have equal terms, which
 * are computed once; a term's sum ends where the hypergeometric probability no longer counts.
 */
final class ChanceInformation {
  /** Below this share of the sum so far, what is left of a falling series changes no digit. */
  private static final double NOTHING = 1e-18;

  private ChanceInformation() {}

  /** In nats. */
  static double expected(SizeCounts a, SizeCounts b) {
    int n = Math.toIntExact(a.items());
    double[] logFactorial = new double[n + 1];
    for (int i = 2; i <= n; i++) {
      logFactorial[i] = logFactorial[i - 1] + Math.log(i);
    }
    double sum = 0;
    for (int x : a.sizes()) {
      for (int y : b.sizes()) {
        sum += (double) a.groups(x) * b.groups(y) * term(x, y, n, logFactorial);
      }
    }
    return sum;
  }

  private static double term(int x, int y, int n, double[] f) {
    int from = Math.max(1, x + y - n);
    int to = Math.min(x, y);
    double fixed = f[x] + f[y] + f[n - x] + f[n - y] - f[n];
    double sum = 0;
    // Positive terms grow with m, their probability falls behind x y / n.
    double mode = (x + 1.0) * (y + 1.0) / (n + 2.0);
    for (int m = from; m <= to; m++) {
      double log = fixed - f[m] - f[x - m] - f[y - m] - f[n - x - y + m];
      double part = (double) m / n * Math.log((double) n * m / ((double) x * y)) * Math.exp(log);
      sum += part;
      if (m > mode + 1 && Math.abs(part) < NOTHING * Math.abs(sum)) {
        break;
      }
    }
    return sum;
  }
}

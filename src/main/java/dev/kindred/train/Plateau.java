package dev.kindred.train;

/**
 * Where a schedule stands that lowers the rate when a measure gets no better: PyTorch's
 * ReduceLROnPlateau for a measure that grows, with a relative threshold and without a cooldown.
 *
 * @param best greatest measure that counted, NaN before the first
 * @param bad measures since then, or since the last drop
 * @param drops how often the rate has dropped
 */
record Plateau(double best, int bad, int drops) {
  /** The very beginning. */
  static final Plateau START = new Plateau(Double.NaN, 0, 0);

  /**
   * After one more measure.
   *
   * @param patience measures without a better one that are borne
   * @param threshold share by which one has to be better
   */
  Plateau after(double measure, int patience, double threshold) {
    if (Double.isNaN(best) || measure > best * (1 + threshold)) {
      return new Plateau(measure, 0, drops);
    }
    return bad + 1 > patience ? new Plateau(best, 0, drops + 1) : new Plateau(best, bad + 1, drops);
  }

  /** What the rate is multiplied by. */
  double scale(double factor) {
    return Math.pow(factor, drops);
  }
}

package dev.kindred.study;

import java.util.Collection;
import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * A mean with its 95 % interval by Student's t: where the mean of very many such trainings would
 * probably lie. It tells nothing of other classes or images.
 *
 * @param mean of the values; NaN without any
 * @param half half of the interval; NaN for a single value
 * @param n values
 */
public record Mean(double mean, double half, int n) {
  private static final double UPPER = 0.975;

  /** Of values that are independent of each other. */
  public static Mean of(Collection<Double> values) {
    SummaryStatistics statistics = new SummaryStatistics();
    values.forEach(statistics::addValue);
    int n = values.size();
    double half =
        n < 2
            ? Double.NaN
            : new TDistribution(n - 1.0).inverseCumulativeProbability(UPPER)
                * statistics.getStandardDeviation()
                / Math.sqrt(n);
    return new Mean(statistics.getMean(), half, n);
  }

  /** In per cent, such as {@code 61.8 +- 0.9}. */
  public String percent() {
    if (n == 0) {
      return "-";
    }
    return Double.isNaN(half)
        ? String.format(Locale.ROOT, "%.1f", 100 * mean)
        : String.format(Locale.ROOT, "%.1f +- %.1f", 100 * mean, 100 * half);
  }
}

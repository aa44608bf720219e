package dev.kindred.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last values of this process, for whoever looks at it from outside: on the driver those of the
 * run, in an executor its own. Thread-safe.
 */
public final class LiveMetrics {
  private static final LiveMetrics INSTANCE = new LiveMetrics();

  private final Map<String, Double> values = new ConcurrentHashMap<>();

  LiveMetrics() {}

  /** Of this process. */
  public static LiveMetrics ofThisProcess() {
    return INSTANCE;
  }

  /** Keeps the last value. */
  public void set(MetricValue value) {
    values.put(value.name(), value.value());
  }

  /** Adds to what there is, for what only grows. */
  public void add(MetricValue value) {
    values.merge(value.name(), value.value(), Double::sum);
  }

  /** The last value; no number where there was none. */
  public double get(Metric metric) {
    return values.getOrDefault(metric.key(), Double.NaN);
  }
}

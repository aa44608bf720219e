package dev.kindred.run;

import java.time.Instant;
import java.util.List;

/**
 * Where metrics are shown beside {@code metrics.jsonl}. Whatever goes wrong with it stays with it:
 * it throws nothing, and it does not keep the caller waiting. Used by one thread at a time.
 */
public interface MetricSink extends AutoCloseable {
  /** Takes what was measured at one moment. */
  void add(Instant time, Moment moment, List<MetricValue> values);

  /** Lets readers see what was added. */
  void flush();

  @Override
  void close();
}

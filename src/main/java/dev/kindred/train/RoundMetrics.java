package dev.kindred.train;

import dev.kindred.engine.spark.RoundResult;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What a round puts into the metrics: its loss, its speed and how its time divides. */
final class RoundMetrics {
  private RoundMetrics() {}

  /**
   * Of one round.
   *
   * @param learningRate of the backbone at its last step
   * @param memory embeddings in the cross-batch memory, where there is one
   */
  static List<MetricValue> of(RoundResult r, double learningRate, OptionalInt memory) {
    double busy = r.inputSeconds() + r.computeSeconds();
    List<MetricValue> plain =
        List.of(
            Metric.LOSS.of(r.meanLoss()),
            Metric.LEARNING_RATE.of(learningRate),
            Metric.IMAGES_PER_SECOND.of(r.imagesSeen() / r.seconds()),
            Metric.INPUT_WAIT_SHARE.of(busy > 0 ? r.inputSeconds() / busy : 0),
            Metric.ROUND_SECONDS.of(r.seconds()),
            Metric.ROUND_INPUT_SECONDS.of(r.inputSeconds()),
            Metric.ROUND_COMPUTE_SECONDS.of(r.computeSeconds()),
            Metric.ROUND_SEND_SECONDS.of(r.sendSeconds()),
            Metric.ROUND_AVERAGE_SECONDS.of(r.averageSeconds()));
    List<MetricValue> values = new ArrayList<>(plain);
    memory.ifPresent(n -> values.add(Metric.MEMORY_EMBEDDINGS.of((double) n)));
    return List.copyOf(values);
  }
}

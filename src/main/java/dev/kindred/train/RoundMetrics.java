package dev.kindred.train;

import dev.kindred.engine.spark.RoundResult;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricValue;
import java.util.List;

/** What a round puts into the metrics: its loss, its speed and how its time divides. */
final class RoundMetrics {
  private RoundMetrics() {}

  /**
   * Of one round.
   *
   * @param learningRate of the backbone at its last step
   */
  static List<MetricValue> of(RoundResult r, double learningRate) {
    double busy = r.inputSeconds() + r.computeSeconds();
    return List.of(
        Metric.LOSS.of(r.meanLoss()),
        Metric.LEARNING_RATE.of(learningRate),
        Metric.IMAGES_PER_SECOND.of(r.imagesSeen() / r.seconds()),
        Metric.INPUT_WAIT_SHARE.of(busy > 0 ? r.inputSeconds() / busy : 0),
        Metric.ROUND_SECONDS.of(r.seconds()),
        Metric.ROUND_INPUT_SECONDS.of(r.inputSeconds()),
        Metric.ROUND_COMPUTE_SECONDS.of(r.computeSeconds()),
        Metric.ROUND_SEND_SECONDS.of(r.sendSeconds()),
        Metric.ROUND_AVERAGE_SECONDS.of(r.averageSeconds()));
  }
}

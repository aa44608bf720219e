package dev.kindred.engine.spark;

import dev.kindred.run.LiveMetrics;
import dev.kindred.run.Metric;
import java.io.Serializable;
import java.util.List;

/**
 * What one executor did in one round.
 *
 * @param slot which share of the round it had
 * @param losses of its batches, in order
 * @param imagesSeen number of images
 * @param batches the batches as they arrived, in the form of {@link
 *     dev.kindred.engine.BatchPlan#toPath}
 * @param inputSeconds waiting for images
 * @param computeSeconds forward, loss, backward and update
 * @param taskSeconds from the task's start to its end
 * @param processId of the executor
 * @param kernels what computed the convolutions
 */
public record SlotReport(
    int slot,
    double[] losses,
    int imagesSeen,
    List<String> batches,
    double inputSeconds,
    double computeSeconds,
    double taskSeconds,
    long processId,
    String kernels)
    implements Serializable {
  /** Adds to what this executor shows of itself. */
  SlotReport noted() {
    LiveMetrics live = LiveMetrics.ofThisProcess();
    live.add(Metric.EXECUTOR_IMAGES.of(imagesSeen));
    live.add(Metric.EXECUTOR_INPUT_SECONDS.of(inputSeconds));
    live.add(Metric.EXECUTOR_COMPUTE_SECONDS.of(computeSeconds));
    return this;
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.run.LiveMetrics;
import dev.kindred.run.Metric;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
  /** Classes of its images. */
  BitSet seen() {
    BitSet classes = new BitSet();
    batches.stream()
        .flatMapToInt(path -> IntStream.of(BatchPlan.fromPath(path).labels()))
        .forEach(classes::set);
    return classes;
  }

  /** Two parts of one round, one after the other. */
  SlotReport then(SlotReport next) {
    return new SlotReport(
        slot,
        DoubleStream.concat(DoubleStream.of(losses), DoubleStream.of(next.losses)).toArray(),
        imagesSeen + next.imagesSeen,
        Stream.concat(batches.stream(), next.batches.stream()).toList(),
        inputSeconds + next.inputSeconds,
        computeSeconds + next.computeSeconds,
        taskSeconds + next.taskSeconds,
        next.processId,
        next.kernels);
  }

  /** Adds to what this executor shows of itself. */
  SlotReport noted() {
    LiveMetrics live = LiveMetrics.ofThisProcess();
    live.add(Metric.EXECUTOR_IMAGES.of(imagesSeen));
    live.add(Metric.EXECUTOR_INPUT_SECONDS.of(inputSeconds));
    live.add(Metric.EXECUTOR_COMPUTE_SECONDS.of(computeSeconds));
    return this;
  }
}

package dev.kindred.engine.spark;

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
    implements Serializable {}

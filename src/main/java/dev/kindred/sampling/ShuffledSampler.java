package dev.kindred.sampling;

import dev.kindred.run.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Plain batches: in an epoch every image comes once, in an order of its own, and the last ones that
 * do not fill a batch are left out (PyTorch's {@code shuffle} with {@code drop_last}). Immutable
 * and thread-safe.
 */
public final class ShuffledSampler implements Sampler {
  private final int[] imageIds;
  private final int[] labels;
  private final int batch;
  private final long seed;

  /**
   * Over the images of one split.
   *
   * @param imageIds {@code [n]}
   * @param labels {@code [n]}, class of each
   * @param batch images of a batch
   * @throws IllegalArgumentException when there are fewer than that
   */
  public ShuffledSampler(int[] imageIds, int[] labels, int batch, long seed) {
    if (batch < 1 || imageIds.length < batch) {
      throw new IllegalArgumentException(
          "%d images for batches of %d".formatted(imageIds.length, batch));
    }
    this.imageIds = imageIds.clone();
    this.labels = labels.clone();
    this.batch = batch;
    this.seed = seed;
  }

  @Override
  public int batchesPerEpoch() {
    return imageIds.length / batch;
  }

  @Override
  public List<PlannedBatch> epoch(int epoch) {
    int[] order = IntStream.range(0, imageIds.length).toArray();
    Shuffles.first(order, order.length, RandomStream.SAMPLING.open(seed, epoch));
    List<PlannedBatch> batches = new ArrayList<>(batchesPerEpoch());
    for (int b = 0; b < batchesPerEpoch(); b++) {
      int[] own = IntStream.range(b * batch, (b + 1) * batch).map(i -> order[i]).toArray();
      batches.add(
          new PlannedBatch(
              epoch,
              b,
              IntStream.of(own).map(i -> imageIds[i]).toArray(),
              IntStream.of(own).map(i -> labels[i]).toArray()));
    }
    return batches;
  }
}

package dev.kindred.sampling;

import dev.kindred.run.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Plans batches of P classes times K images.
 *
 * <p>In an epoch every class comes once, in an order of its own; K of its images are drawn without
 * replacement where it has K, with replacement otherwise; the last classes that do not fill a batch
 * are left out. Immutable and thread-safe.
 */
public final class ClassBalancedSampler implements Sampler {
  private final int[][] members;
  private final int[] labels;
  private final int classesPerBatch;
  private final int imagesPerClass;
  private final long seed;
  private final ClassOrder classOrder;

  /**
   * Over the images of one split.
   *
   * @param imageIds {@code [n]}
   * @param labels {@code [n]}, class of each, at least 0
   * @param classesPerBatch P
   * @param imagesPerClass K
   * @throws IllegalArgumentException when there are fewer than P classes
   */
  public ClassBalancedSampler(
      int[] imageIds, int[] labels, int classesPerBatch, int imagesPerClass, long seed) {
    this(imageIds, labels, classesPerBatch, imagesPerClass, seed, ClassOrder.ANY);
  }

  /**
   * The same with an order of classes of its own.
   *
   * @param classOrder of places among the labels that there are, ascending
   */
  public ClassBalancedSampler(
      int[] imageIds,
      int[] labels,
      int classesPerBatch,
      int imagesPerClass,
      long seed,
      ClassOrder classOrder) {
    if (classesPerBatch < 1 || imagesPerClass < 1) {
      throw new IllegalArgumentException(
          "P = %d, K = %d: both at least 1".formatted(classesPerBatch, imagesPerClass));
    }
    int[] sizes = new int[Arrays.stream(labels).max().orElse(-1) + 1];
    for (int label : labels) {
      sizes[label]++;
    }
    int[][] byLabel = new int[sizes.length][];
    for (int c = 0; c < sizes.length; c++) {
      byLabel[c] = new int[sizes[c]];
    }
    for (int i = 0; i < labels.length; i++) {
      int c = labels[i];
      byLabel[c][byLabel[c].length - sizes[c]--] = imageIds[i];
    }
    this.labels = IntStream.range(0, byLabel.length).filter(c -> byLabel[c].length > 0).toArray();
    this.members = Arrays.stream(this.labels).mapToObj(c -> byLabel[c]).toArray(int[][]::new);
    if (members.length < classesPerBatch) {
      throw new IllegalArgumentException(
          "%d classes for batches of %d classes".formatted(members.length, classesPerBatch));
    }
    this.classesPerBatch = classesPerBatch;
    this.imagesPerClass = imagesPerClass;
    this.seed = seed;
    this.classOrder = classOrder;
  }

  @Override
  public int batchesPerEpoch() {
    return members.length / classesPerBatch;
  }

  @Override
  public List<PlannedBatch> epoch(int epoch) {
    SplittableRandom random = RandomStream.SAMPLING.open(seed, epoch);
    int[] order = IntStream.range(0, members.length).toArray();
    classOrder.arrange(order, classesPerBatch, random);
    List<PlannedBatch> batches = new ArrayList<>(batchesPerEpoch());
    for (int b = 0; b < batchesPerEpoch(); b++) {
      int[] ids = new int[classesPerBatch * imagesPerClass];
      int[] classes = new int[ids.length];
      for (int p = 0; p < classesPerBatch; p++) {
        int c = order[b * classesPerBatch + p];
        int at = p * imagesPerClass;
        draw(members[c], random, ids, at);
        Arrays.fill(classes, at, at + imagesPerClass, labels[c]);
      }
      batches.add(new PlannedBatch(epoch, b, ids, classes));
    }
    return batches;
  }

  private void draw(int[] from, SplittableRandom random, int[] to, int at) {
    if (from.length >= imagesPerClass) {
      int[] copy = from.clone();
      Shuffles.first(copy, imagesPerClass, random);
      System.arraycopy(copy, 0, to, at, imagesPerClass);
    } else {
      for (int k = 0; k < imagesPerClass; k++) {
        to[at + k] = from[random.nextInt(from.length)];
      }
    }
  }
}

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
 * are left out. Everything follows from (seed, epoch), so a position is enough to resume. Immutable
 * and thread-safe.
 */
public final class ClassBalancedSampler {
  private final int[][] members;
  private final int[] labels;
  private final int classesPerBatch;
  private final int imagesPerClass;
  private final long seed;

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
  }

  /** Batches of each epoch. */
  public int batchesPerEpoch() {
    return members.length / classesPerBatch;
  }

  /** All batches of one epoch. */
  public List<PlannedBatch> epoch(int epoch) {
    SplittableRandom random = RandomStream.SAMPLING.open(seed, epoch);
    int[] order = IntStream.range(0, members.length).toArray();
    shuffleFirst(order, order.length, random);
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

  /**
   * The next {@code workers * batchesEach} batches, dealt anew: batch after batch goes to worker
   * after worker, and since each epoch has an order of its own, so do the classes.
   */
  public Deal deal(Position from, int workers, int batchesEach) {
    if (workers < 1 || batchesEach < 1) {
      throw new IllegalArgumentException(
          "%d workers, %d batches each: both at least 1".formatted(workers, batchesEach));
    }
    List<List<PlannedBatch>> hands = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      hands.add(new ArrayList<>(batchesEach));
    }
    int epoch = from.epoch();
    int batch = from.batch();
    List<PlannedBatch> plan = epoch(epoch);
    for (int i = 0; i < workers * batchesEach; i++) {
      if (batch >= plan.size()) {
        plan = epoch(++epoch);
        batch = 0;
      }
      hands.get(i % workers).add(plan.get(batch++));
    }
    return new Deal(hands, new Position(epoch, batch));
  }

  private void draw(int[] from, SplittableRandom random, int[] to, int at) {
    if (from.length >= imagesPerClass) {
      int[] copy = from.clone();
      shuffleFirst(copy, imagesPerClass, random);
      System.arraycopy(copy, 0, to, at, imagesPerClass);
    } else {
      for (int k = 0; k < imagesPerClass; k++) {
        to[at + k] = from[random.nextInt(from.length)];
      }
    }
  }

  /** Fisher-Yates, as far as {@code n} elements go. */
  private static void shuffleFirst(int[] a, int n, SplittableRandom random) {
    for (int i = 0; i < n; i++) {
      int j = i + random.nextInt(a.length - i);
      int t = a[i];
      a[i] = a[j];
      a[j] = t;
    }
  }
}

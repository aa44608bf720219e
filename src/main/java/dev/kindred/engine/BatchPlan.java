package dev.kindred.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One batch as the driver planned it, before any image is read.
 *
 * @param imageIds images in the store, {@code [n]}
 * @param labels class of each image, counted over the training classes, {@code [n]}
 * @param seed of the random views and of whatever the loss draws
 * @param first position of the first image in the batch that this is a part of
 */
public record BatchPlan(int[] imageIds, int[] labels, long seed, int first)
    implements Serializable {
  /**
   * @throws IllegalArgumentException when the sizes differ
   */
  public BatchPlan {
    if (imageIds.length != labels.length) {
      throw new IllegalArgumentException(imageIds.length + " images, " + labels.length + " labels");
    }
  }

  /** A whole batch. */
  public BatchPlan(int[] imageIds, int[] labels, long seed) {
    this(imageIds, labels, seed, 0);
  }

  /** Parts of at most so many images, in order; together they show the same views. */
  public List<BatchPlan> parts(int images) {
    List<BatchPlan> parts = new ArrayList<>();
    for (int from = 0; from < labels.length; from += images) {
      int to = Math.min(labels.length, from + images);
      parts.add(
          new BatchPlan(
              Arrays.copyOfRange(imageIds, from, to),
              Arrays.copyOfRange(labels, from, to),
              seed,
              first + from));
    }
    return parts;
  }

  /** A whole batch as text: dl4j-spark hands a batch to its loader as a "path". */
  public String toPath() {
    return seed + "/" + join(imageIds) + "/" + join(labels);
  }

  /** From {@link #toPath}. */
  public static BatchPlan fromPath(String path) {
    String[] parts = path.split("/", -1);
    return new BatchPlan(split(parts[1]), split(parts[2]), Long.parseLong(parts[0]));
  }

  private static String join(int[] numbers) {
    return IntStream.of(numbers).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  private static int[] split(String text) {
    return text.isEmpty()
        ? new int[0]
        : Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }
}

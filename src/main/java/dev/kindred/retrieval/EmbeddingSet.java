package dev.kindred.retrieval;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Embeddings with their classes. Arrays are neither copied nor modified.
 *
 * @param rows {@code [n, d]}, row-major; each row of length 1, or all zero (an image without any
 *     structure under raw pixels)
 * @param d embedding dimension
 * @param labels class of each row, {@code [n]}
 * @param ids the image of each row, {@code [n]}; only handed through to whoever shows neighbours
 */
@SuppressWarnings("ArrayRecordComponent") // 124 MB for Stanford Online Products
public record EmbeddingSet(float[] rows, int d, int[] labels, int[] ids) implements Serializable {
  private static final double UNIT_TOLERANCE = 1e-3;

  /** What single precision leaves of the square of a length of 1. */
  private static final double UNIT_ROUNDING = 1e-5;

  /**
   * @throws IllegalArgumentException when the sizes do not fit each other
   */
  public EmbeddingSet {
    if (d < 1 || (long) labels.length * d != rows.length || ids.length != labels.length) {
      throw new IllegalArgumentException(
          "%d numbers, %d labels and %d ids are not rows of dimension %d"
              .formatted(rows.length, labels.length, ids.length, d));
    }
  }

  /** Number of embeddings. */
  public int n() {
    return labels.length;
  }

  /**
   * Checks every row once, before the numbers are sent anywhere.
   *
   * @return this
   * @throws KindredException when a row holds NaN or infinity or is not of unit length
   */
  public EmbeddingSet requireUsable() {
    problem()
        .ifPresent(
            problem -> {
              throw new KindredException(Exit.FAILED, problem);
            });
    return this;
  }

  /** What is wrong with the first row that cannot be used: a task cannot throw it to the user. */
  Optional<String> problem() {
    for (int i = 0; i < n(); i++) {
      double squared = Dot.of(rows, i * d, rows, i * d, d);
      if (!Double.isFinite(squared)) {
        return Optional.of(
            ("the embedding of image %d (row %d of %d) is not a finite number: the network"
                    + " diverged; lower the learning rate or go back to an earlier checkpoint")
                .formatted(ids[i], i, n()));
      }
      if (squared != 0 && Math.abs(squared - 1) > UNIT_TOLERANCE) {
        return Optional.of(
            ("the embedding of image %d (row %d of %d) has length %.4f instead of 1; normalise"
                    + " embeddings before retrieval")
                .formatted(ids[i], i, n(), Math.sqrt(squared)));
      }
    }
    return Optional.empty();
  }

  /** A copy with every row divided by its length; an all-zero row stays as it is. */
  public EmbeddingSet normalised() {
    float[] unit = new float[rows.length];
    for (int i = 0; i < n(); i++) {
      double length = Math.sqrt(Dot.of(rows, i * d, rows, i * d, d));
      double scale = length == 0 ? 0 : 1 / length;
      for (int j = i * d; j < (i + 1) * d; j++) {
        unit[j] = (float) (rows[j] * scale);
      }
    }
    return new EmbeddingSet(unit, d, labels, ids);
  }

  /**
   * As {@link #normalised}, but rows that have unit length already keep every bit: dividing them
   * once more would break near-ties another way than where they were computed.
   */
  public EmbeddingSet ofUnitLength() {
    float[] unit = normalised().rows;
    for (int i = 0; i < n(); i++) {
      if (Math.abs(Dot.of(rows, i * d, rows, i * d, d) - 1) <= UNIT_ROUNDING) {
        System.arraycopy(rows, i * d, unit, i * d, d);
      }
    }
    return new EmbeddingSet(unit, d, labels, ids);
  }

  /** The given rows, in the given order. */
  public EmbeddingSet select(int... positions) {
    float[] picked = new float[positions.length * d];
    int[] pickedLabels = new int[positions.length];
    int[] pickedIds = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(rows, positions[i] * d, picked, i * d, d);
      pickedLabels[i] = labels[positions[i]];
      pickedIds[i] = ids[positions[i]];
    }
    return new EmbeddingSet(picked, d, pickedLabels, pickedIds);
  }

  /**
   * Puts blocks that tasks returned in any order into one set, ordered by image id, so that the
   * result does not depend on how the work was split.
   *
   * @throws IllegalArgumentException when there is no block, dimensions differ or an id comes twice
   */
  public static EmbeddingSet concat(List<EmbeddingSet> blocks) {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("no embeddings");
    }
    record Place(EmbeddingSet block, int row) {
      int id() {
        return block.ids[row];
      }
    }
    int d = blocks.get(0).d;
    List<Place> places = new ArrayList<>();
    for (EmbeddingSet block : blocks) {
      if (block.d != d) {
        throw new IllegalArgumentException("dimensions " + d + " and " + block.d + " in one set");
      }
      for (int i = 0; i < block.n(); i++) {
        places.add(new Place(block, i));
      }
    }
    places.sort(Comparator.comparingInt(Place::id));
    float[] rows = new float[Math.multiplyExact(places.size(), d)];
    int[] labels = new int[places.size()];
    int[] ids = new int[places.size()];
    for (int i = 0; i < places.size(); i++) {
      Place p = places.get(i);
      System.arraycopy(p.block.rows, p.row * d, rows, i * d, d);
      labels[i] = p.block.labels[p.row];
      ids[i] = p.id();
      if (i > 0 && ids[i] == ids[i - 1]) {
        throw new IllegalArgumentException("image " + ids[i] + " was embedded twice");
      }
    }
    return new EmbeddingSet(rows, d, labels, ids);
  }

  /** The same rows by ascending id. */
  EmbeddingSet byId() {
    boolean ordered = true;
    for (int i = 1; i < n(); i++) {
      ordered &= ids[i - 1] < ids[i];
    }
    return ordered
        ? this
        : select(
            IntStream.range(0, n())
                .boxed()
                .sorted(Comparator.comparingInt(i -> ids[i]))
                .mapToInt(i -> i)
                .toArray());
  }

  /** Those of the rows, by ascending id, whose ids are in {@code [first, last]}. */
  EmbeddingSet between(int first, int last) {
    int from = firstFrom(first);
    int to = last == Integer.MAX_VALUE ? n() : firstFrom(last + 1);
    return new EmbeddingSet(
        Arrays.copyOfRange(rows, from * d, to * d),
        d,
        Arrays.copyOfRange(labels, from, to),
        Arrays.copyOfRange(ids, from, to));
  }

  /** First row, by ascending id, whose id is not below. */
  int firstFrom(int id) {
    int at = Arrays.binarySearch(ids, id);
    return at < 0 ? -at - 1 : at;
  }

  /** These rows, then those of {@code other}. */
  EmbeddingSet followedBy(EmbeddingSet other) {
    float[] bothRows = Arrays.copyOf(rows, Math.addExact(rows.length, other.rows.length));
    System.arraycopy(other.rows, 0, bothRows, rows.length, other.rows.length);
    int[] bothLabels = Arrays.copyOf(labels, n() + other.n());
    System.arraycopy(other.labels, 0, bothLabels, n(), other.n());
    int[] bothIds = Arrays.copyOf(ids, n() + other.n());
    System.arraycopy(other.ids, 0, bothIds, n(), other.n());
    return new EmbeddingSet(bothRows, d, bothLabels, bothIds);
  }

  /**
   * Each row followed by that of {@code other}; not of unit length any more.
   *
   * @throws IllegalArgumentException when the other set has other images
   */
  EmbeddingSet beside(EmbeddingSet other) {
    if (!Arrays.equals(ids, other.ids)) {
      throw new IllegalArgumentException("embeddings of different images side by side");
    }
    int both = d + other.d;
    float[] joined = new float[Math.multiplyExact(n(), both)];
    for (int i = 0; i < n(); i++) {
      System.arraycopy(rows, i * d, joined, i * both, d);
      System.arraycopy(other.rows, i * other.d, joined, i * both + d, other.d);
    }
    return new EmbeddingSet(joined, both, labels, ids);
  }

  /** Number of different classes. */
  public int classes() {
    return (int) Arrays.stream(labels).distinct().count();
  }
}

package dev.kindred.loss;

import dev.kindred.loss.math.MatrixProduct;
import dev.kindred.loss.math.Operand;
import dev.kindred.loss.math.Products;
import dev.kindred.run.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All similarities of a batch (the anchors) with its references (the batch, then the memory), and
 * the derivative of the loss by each of them. Most losses are a function of these numbers only, so
 * the way from {@code dL/dS} to the embeddings, {@code (dS + dSᵀ) X + dS_M M}, is written once,
 * here. Scratch space of one evaluation; not thread-safe.
 *
 * <p>The block of the batch is computed in double precision: losses multiply it by up to 100 before
 * they exponentiate. The block of the memory is in single precision, as it is by far the largest
 * part of the work.
 */
public final class Pairs implements AutoCloseable {
  private final Batch batch;
  private final Memory memory;
  private final MatrixProduct product = Products.fastest();
  private final int n;
  private final double[] s;
  private final float[] gradient;

  private final PastRows past;
  private final boolean[] stored;
  private final Map<Integer, int[]> members;

  /** 0, 1, 2, ...: copying a part of it is faster than counting. */
  private final int[] numbers;

  Pairs(Batch batch, Memory memory) {
    this.batch = batch;
    this.memory = memory;
    n = batch.n();
    s = product.gram(batch.x(), n, batch.d());
    gradient = new float[n * n];
    past = new PastRows(batch, memory, product);
    stored = new boolean[n];
    members = members();
    numbers = new int[references()];
    Arrays.setAll(numbers, j -> j);
  }

  /** Number of anchors. */
  public int anchors() {
    return n;
  }

  /** Number of references: the batch, then the memory. */
  public int references() {
    return n + memory.size();
  }

  /** Rows of the batch, class by class. */
  public List<int[]> classes() {
    List<int[]> result = new ArrayList<>();
    for (int[] rows : members.values()) {
      int own = 0;
      while (own < rows.length && rows[own] < n) {
        own++;
      }
      result.add(Arrays.copyOf(rows, own));
    }
    return result;
  }

  /** Scratch space for {@link #load}. */
  public Anchor newAnchor() {
    return new Anchor(references(), batch.d());
  }

  /** Class of an anchor. */
  public int label(int anchor) {
    return batch.labels()[anchor];
  }

  /** Similarity of two rows of the batch. */
  public double similarity(int anchor, int row) {
    return s[anchor * n + row];
  }

  /** Adds to the derivative by the similarity of two rows of the batch. */
  public void add(int anchor, int row, double derivative) {
    gradient[anchor * n + row] += (float) derivative;
  }

  /**
   * Fills {@code into} with an anchor's row, by ascending reference; its gradients are zero.
   *
   * @throws IllegalStateException when the row was stored before
   */
  public void load(int anchor, Anchor into) {
    if (stored[anchor]) {
      throw new IllegalStateException("row " + anchor + " is loaded after it was stored");
    }
    past.load(anchor);
    into.index = anchor;
    into.seed = RandomStream.MINING.seed(batch.seed(), anchor);
    int positives = 0;
    int negatives = 0;
    int from = 0;
    for (int member : members.get(label(anchor))) {
      negatives = copy(anchor, from, member, into.negative, into.negativeIndex, negatives);
      if (member != anchor) {
        positives = copy(anchor, member, member + 1, into.positive, into.positiveIndex, positives);
      }
      from = member + 1;
    }
    into.negatives = copy(anchor, from, references(), into.negative, into.negativeIndex, negatives);
    into.positives = positives;
    into.whole = true;
    into.clearGradients();
  }

  /**
   * Keeps the gradients of an anchor's row, which cannot be loaded any more.
   *
   * @throws IllegalStateException when the row was stored before
   */
  public void store(Anchor anchor) {
    int row = anchor.index;
    if (stored[row]) {
      throw new IllegalStateException("row " + row + " is stored twice");
    }
    stored[row] = true;
    if (anchor.whole) {
      spread(anchor);
      past.keep(row);
    } else {
      scatter(row, anchor.positiveIndex, anchor.positiveGradient, anchor.positives);
      scatter(row, anchor.negativeIndex, anchor.negativeGradient, anchor.negatives);
      past.keep(row, n, anchor);
    }
  }

  /** Multiplies what is kept of a stored row, before anything is added to it. */
  public void multiply(int anchor, double factor) {
    for (int j = anchor * n; j < (anchor + 1) * n; j++) {
      gradient[j] *= (float) factor;
    }
    past.multiply(anchor, (float) factor);
  }

  /** The inverse of {@link #load}. */
  private void spread(Anchor anchor) {
    int row = anchor.index;
    int positives = 0;
    int negatives = 0;
    int from = 0;
    for (int member : members.get(label(row))) {
      negatives = spread(row, from, member, anchor.negativeGradient, negatives);
      if (member != row) {
        positives = spread(row, member, member + 1, anchor.positiveGradient, positives);
      }
      from = member + 1;
    }
    spread(row, from, references(), anchor.negativeGradient, negatives);
  }

  private int spread(int anchor, int from, int to, double[] values, int at) {
    int split = Math.max(from, Math.min(to, n));
    for (int j = from; j < split; j++) {
      gradient[anchor * n + j] += (float) values[at + j - from];
    }
    for (int j = split; j < to; j++) {
      past.row[j - n] = (float) values[at + j - from];
    }
    return at + to - from;
  }

  private void scatter(int anchor, int[] index, double[] values, int count) {
    int row = anchor * n;
    for (int k = 0; k < count; k++) {
      if (index[k] < n) {
        gradient[row + index[k]] += (float) values[k];
      }
    }
  }

  /** Derivative by the embeddings, {@code [n, d]}, times {@code scale}. Call once. */
  float[] embeddingGradient(double scale) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        float both = (float) (scale * ((double) gradient[i * n + j] + gradient[j * n + i]));
        gradient[i * n + j] = both;
        gradient[j * n + i] = both;
      }
    }
    return product(scale);
  }

  /** The same by the embeddings as anchors alone. Call once. */
  float[] anchorGradient(double scale) {
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] *= (float) scale;
    }
    return product(scale);
  }

  private float[] product(double scale) {
    float[] result = new float[n * batch.d()];
    try (Operand x = product.operand(batch.x(), n, batch.d())) {
      product.addProduct(gradient, n, x, result);
    }
    past.addTo(result, (float) scale);
    return result;
  }

  @Override
  public void close() {
    past.close();
  }

  private int copy(int anchor, int from, int to, double[] into, int[] index, int at) {
    int split = Math.max(from, Math.min(to, n));
    System.arraycopy(s, anchor * n + Math.min(from, n), into, at, split - from);
    for (int j = split; j < to; j++) {
      into[at + j - from] = past.row[j - n];
    }
    System.arraycopy(numbers, from, index, at, to - from);
    return at + to - from;
  }

  /** Positions among the references of each of the batch's classes, ascending. */
  private Map<Integer, int[]> members() {
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int label : batch.labels()) {
      numbers.putIfAbsent(label, numbers.size());
    }
    int[] sizes = new int[numbers.size()];
    int[] number = new int[references()];
    for (int j = 0; j < number.length; j++) {
      number[j] = numbers.getOrDefault(j < n ? label(j) : memory.label(j - n), -1);
      if (number[j] >= 0) {
        sizes[number[j]]++;
      }
    }
    int[][] positions = new int[sizes.length][];
    Arrays.setAll(positions, k -> new int[sizes[k]]);
    for (int j = number.length - 1; j >= 0; j--) {
      if (number[j] >= 0) {
        positions[number[j]][--sizes[number[j]]] = j;
      }
    }
    Map<Integer, int[]> result = new HashMap<>();
    numbers.forEach((label, k) -> result.put(label, positions[k]));
    return result;
  }
}

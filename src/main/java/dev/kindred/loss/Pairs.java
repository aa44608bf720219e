package dev.kindred.loss;

import dev.kindred.loss.math.Block;
import dev.kindred.loss.math.MatrixProduct;
import dev.kindred.loss.math.Operand;
import dev.kindred.loss.math.Products;
import dev.kindred.loss.math.Reduce;
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
  /** Below one in so many, adding rows one by one is faster than the matrix product. */
  private static final int FEW = 32;

  private final Batch batch;
  private final Memory memory;
  private final MatrixProduct product = Products.fastest();
  private final int n;
  private final double[] s;
  private final float[] gradient;

  private final Operand past;

  /** Similarities with the memory; a stored row holds the derivative in their place. */
  private final Block memoryRows;

  private final float[] memoryRow;

  /** What the memory's part of a row is still to be multiplied by. */
  private final float[] factors;

  private final boolean[] stored;
  private final Map<Integer, int[]> members;

  /**
   * Derivatives by similarities with the memory that are not 0; not counted beyond {@link #few}.
   */
  private long active;

  private final long few;

  /** 0, 1, 2, ...: copying a part of it is faster than counting. */
  private final int[] numbers;

  Pairs(Batch batch, Memory memory) {
    this.batch = batch;
    this.memory = memory;
    n = batch.n();
    s = product.gram(batch.x(), n, batch.d());
    gradient = new float[n * n];
    past = memory.size() == 0 ? null : memory.operand();
    memoryRows = past == null ? null : product.blockTimesTransposed(batch.x(), n, past);
    memoryRow = new float[memory.size()];
    few = (long) n * memory.size() / FEW;
    stored = new boolean[n];
    factors = new float[n];
    Arrays.fill(factors, 1);
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
    if (memoryRows != null) {
      memoryRows.read(anchor, memoryRow);
    }
    into.index = anchor;
    into.seed = mix(batch.seed() + 0x9E3779B97F4A7C15L * (anchor + 1));
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
    } else {
      Arrays.fill(memoryRow, 0);
      scatter(row, anchor.positiveIndex, anchor.positiveGradient, anchor.positives);
      scatter(row, anchor.negativeIndex, anchor.negativeGradient, anchor.negatives);
    }
    if (memoryRows != null) {
      memoryRows.write(row, memoryRow);
      for (int j = 0; j < memoryRow.length && active <= few; j++) {
        active += memoryRow[j] == 0 ? 0 : 1;
      }
    }
  }

  /** Multiplies what is kept of a stored row, before anything is added to it. */
  public void multiply(int anchor, double factor) {
    for (int j = anchor * n; j < (anchor + 1) * n; j++) {
      gradient[j] *= (float) factor;
    }
    factors[anchor] *= (float) factor;
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
      memoryRow[j - n] = (float) values[at + j - from];
    }
    return at + to - from;
  }

  private void scatter(int anchor, int[] index, double[] values, int count) {
    int row = anchor * n;
    for (int k = 0; k < count; k++) {
      if (index[k] < n) {
        gradient[row + index[k]] += (float) values[k];
      } else {
        memoryRow[index[k] - n] += (float) values[k];
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
    for (int i = 0; i < n; i++) {
      factors[i] *= (float) scale;
    }
    float[] result = new float[n * batch.d()];
    try (Operand x = product.operand(batch.x(), n, batch.d())) {
      product.addProduct(gradient, n, x, result);
    }
    if (memoryRows != null && active <= few) {
      addFew(result);
    } else if (memoryRows != null) {
      Arrays.fill(memoryRow, 0);
      for (int i = 0; i < n; i++) {
        if (!stored[i]) {
          memoryRows.write(i, memoryRow);
        }
      }
      product.addProduct(factors, memoryRows, n, past, result);
    }
    return result;
  }

  private void addFew(float[] result) {
    int d = batch.d();
    float[] sum = new float[d];
    float[] reference = new float[d];
    for (int i = 0; i < n; i++) {
      if (stored[i]) {
        memoryRows.read(i, memoryRow);
        System.arraycopy(result, i * d, sum, 0, d);
        for (int j = 0; j < memoryRow.length; j++) {
          if (memoryRow[j] != 0) {
            System.arraycopy(memory.rows(), j * d, reference, 0, d);
            Reduce.addScaled(factors[i] * memoryRow[j], reference, sum, d);
          }
        }
        System.arraycopy(sum, 0, result, i * d, d);
      }
    }
  }

  @Override
  public void close() {
    if (memoryRows != null) {
      memoryRows.close();
      memory.release(past);
    }
  }

  private int copy(int anchor, int from, int to, double[] into, int[] index, int at) {
    int split = Math.max(from, Math.min(to, n));
    System.arraycopy(s, anchor * n + Math.min(from, n), into, at, split - from);
    for (int j = split; j < to; j++) {
      into[at + j - from] = memoryRow[j - n];
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

  /** SplitMix64's finaliser (Steele 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}

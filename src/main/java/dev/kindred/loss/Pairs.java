package dev.kindred.loss;

import dev.kindred.loss.math.MatrixProduct;
import dev.kindred.loss.math.Products;
import java.util.HashMap;
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
public final class Pairs {
  private final Batch batch;
  private final Memory memory;
  private final MatrixProduct product = Products.fastest();
  private final int n;
  private final double[] s;
  private final float[] memoryS;
  private final float[] gradient;
  private final float[] memoryGradient;
  private final Map<Integer, int[]> members;

  Pairs(Batch batch, Memory memory) {
    this.batch = batch;
    this.memory = memory;
    n = batch.n();
    s = product.gram(batch.x(), n, batch.d());
    gradient = new float[n * n];
    boolean remembers = memory.size() > 0;
    memoryS = remembers ? product.timesTransposed(batch.x(), n, memory.operand()) : new float[0];
    memoryGradient = new float[memoryS.length];
    members = members();
  }

  /** Number of anchors. */
  public int anchors() {
    return n;
  }

  /** Number of references: the batch, then the memory. */
  public int references() {
    return n + memory.size();
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

  /** Fills {@code into} with an anchor's row, by ascending reference; its gradients are zero. */
  public void load(int anchor, Anchor into) {
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
    into.clearGradients();
  }

  /** Adds the gradients of an anchor's row. */
  public void store(Anchor anchor) {
    store(anchor.index, anchor.positiveIndex, anchor.positiveGradient, anchor.positives);
    store(anchor.index, anchor.negativeIndex, anchor.negativeGradient, anchor.negatives);
  }

  private void store(int anchor, int[] index, double[] values, int count) {
    int row = anchor * n;
    int memoryRow = anchor * memory.size() - n;
    for (int k = 0; k < count; k++) {
      if (index[k] < n) {
        gradient[row + index[k]] += (float) values[k];
      } else {
        memoryGradient[memoryRow + index[k]] += (float) values[k];
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
    float[] result = new float[n * batch.d()];
    product.addProduct(1, gradient, n, product.operand(batch.x(), n, batch.d()), result);
    if (memory.size() > 0) {
      product.addProduct((float) scale, memoryGradient, n, memory.operand(), result);
    }
    return result;
  }

  private int copy(int anchor, int from, int to, double[] into, int[] index, int at) {
    int split = Math.max(from, Math.min(to, n));
    System.arraycopy(s, anchor * n + Math.min(from, n), into, at, split - from);
    int shift = anchor * memory.size() - n;
    for (int j = split; j < to; j++) {
      into[at + j - from] = memoryS[shift + j];
    }
    for (int j = from; j < to; j++) {
      index[at + j - from] = j;
    }
    return at + to - from;
  }

  private Map<Integer, int[]> members() {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int label : batch.labels()) {
      sizes.merge(label, 1, Integer::sum);
    }
    for (int j = 0; j < memory.size(); j++) {
      sizes.computeIfPresent(memory.label(j), (label, size) -> size + 1);
    }
    Map<Integer, int[]> result = new HashMap<>();
    sizes.forEach((label, size) -> result.put(label, new int[size]));
    for (int j = references() - 1; j >= 0; j--) {
      int label = j < n ? label(j) : memory.label(j - n);
      Integer left = sizes.computeIfPresent(label, (key, size) -> size - 1);
      if (left != null) {
        result.get(label)[left] = j;
      }
    }
    return result;
  }

  /** SplitMix64's finaliser (Steele 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}

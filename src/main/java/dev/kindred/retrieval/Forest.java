package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which rows belong together, as a forest whose roots are the lowest rows (union-find, with the
 * paths halved). Joining the same pairs in any order gives the same groups. Not thread-safe.
 */
public final class Forest implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] parent;

  /** Of rows that stand alone. */
  public Forest(int n) {
    parent = IntStream.range(0, n).toArray();
  }

  /** The lowest row of a row's group. */
  public int root(int row) {
    int at = row;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** Puts two groups together. */
  public void join(int a, int b) {
    int rootA = root(a);
    int rootB = root(b);
    parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  /** Joins what is together in {@code other}, of as many rows. */
  public Forest join(Forest other) {
    for (int i = 0; i < parent.length; i++) {
      if (other.parent[i] != i) {
        join(i, other.parent[i]);
      }
    }
    return this;
  }

  /** The root of every row. */
  public int[] roots() {
    int[] roots = new int[parent.length];
    Arrays.setAll(roots, this::root);
    return roots;
  }
}

package dev.kindred.engine.exchange;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Where the pieces of a common state lie.
 *
 * @param holders executors that hold some
 * @param of index of each piece's holder, or {@link #PUBLISHED}, or {@link #NOWHERE}
 */
@SuppressWarnings("ArrayRecordComponent") // written once, by the driver
record Places(List<Holder> holders, int[] of) implements Serializable {
  /** The driver holds it out, and whoever took it passes it on. */
  static final int PUBLISHED = -1;

  /** All replicas have it since an earlier round, and the driver its copy. */
  static final int NOWHERE = -2;

  static Places published(int pieces) {
    int[] of = new int[pieces];
    Arrays.fill(of, PUBLISHED);
    return new Places(List.of(), of);
  }
}

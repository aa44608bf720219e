package dev.kindred.store;

import java.io.Serializable;

/**
 * A batch to be read and rendered.
 *
 * @param imageIds {@code [n]}
 * @param seed of the random views; image {@code i} uses {@code seed} and {@code i}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record BatchRequest(int[] imageIds, long seed) implements Serializable {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  long seedOf(int position) {
    return seed + STEP * (position + 1);
  }
}

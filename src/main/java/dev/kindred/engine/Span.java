package dev.kindred.engine;

import java.io.Serializable;

/**
 * Neighbouring values of a {@link ReplicaState}.
 *
 * @param from first of them
 * @param to behind the last
 */
public record Span(int from, int to) implements Serializable {
  /**
   * @throws IllegalArgumentException when it would be of negative length
   */
  public Span {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("from %d to %d".formatted(from, to));
    }
  }
}

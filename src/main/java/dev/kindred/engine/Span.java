package dev.kindred.engine;

/**
 * Neighbouring values of a {@link ReplicaState}.
 *
 * @param from first of them
 * @param to behind the last
 */
public record Span(int from, int to) {
  /**
   * @throws IllegalArgumentException when it would be of negative length
   */
  public Span {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("from %d to %d".formatted(from, to));
    }
  }
}

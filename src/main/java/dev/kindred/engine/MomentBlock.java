package dev.kindred.engine;

/**
 * Moments of neighbouring parameters that learn alike: first moments, then second ones.
 *
 * @param parameters offset of the first parameter in {@link ReplicaState#parameters}
 * @param length number of parameters
 * @param moments offset of the first moment in {@link ReplicaState#optimizer}
 */
public record MomentBlock(int parameters, int length, int moments) {
  /** Offset of the second moments. */
  public int second() {
    return moments + length;
  }
}

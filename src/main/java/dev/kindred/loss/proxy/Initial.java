package dev.kindred.loss.proxy;

import java.util.SplittableRandom;

/** Random parameters to start from. */
final class Initial {
  private Initial() {}

  static float[] normal(int size, double deviation, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] result = new float[size];
    for (int k = 0; k < size; k++) {
      result[k] = (float) (deviation * random.nextGaussian());
    }
    return result;
  }

  /** Between {@code -bound} and {@code bound}. */
  static float[] uniform(int size, double bound, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] result = new float[size];
    for (int k = 0; k < size; k++) {
      result[k] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return result;
  }
}

package dev.kindred.sampling;

import java.util.SplittableRandom;

/** Orders drawn at random. */
final class Shuffles {
  private Shuffles() {}

  /** Fisher-Yates, as far as {@code n} elements go. */
  static void first(int[] a, int n, SplittableRandom random) {
    for (int i = 0; i < n; i++) {
      int j = i + random.nextInt(a.length - i);
      int t = a[i];
      a[i] = a[j];
      a[j] = t;
    }
  }
}

package dev.kindred.image;

import dev.kindred.run.RandomStream;
import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * What happens to a training view after its crop.
 *
 * @param jitter of the colours, before normalisation
 * @param erasing of a rectangle, after it
 */
public record Finish(Jitter jitter, Erasing erasing) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing. */
  public static final Finish NONE = new Finish(Jitter.NONE, Erasing.NONE);

  private static final float WHITE = 255;

  /**
   * Changes an image.
   *
   * @param out holds it from {@code offset} on, {@code [size, size, 3]}, normalised
   * @param seed of the image
   */
  void apply(float[] out, int offset, int size, Normalization n, long seed) {
    if (isNone()) {
      return;
    }
    SplittableRandom random = RandomStream.FINISH.open(seed);
    if (!jitter.isNone()) {
      float[] rgb = colours(out, offset, size, n);
      jitter.apply(rgb, random);
      put(rgb, out, offset, n);
    }
    erasing.apply(out, offset, size, random);
  }

  boolean isNone() {
    return jitter.isNone() && erasing.probability() == 0;
  }

  private static float[] colours(float[] out, int offset, int size, Normalization n) {
    float[] rgb = new float[3 * size * size];
    for (int i = 0; i < rgb.length; i++) {
      int c = i % 3;
      float v = (out[offset + i] * n.divisor()[c] + n.mean()[c]) / WHITE;
      rgb[i - c + (n.bgr() ? 2 - c : c)] = Math.max(0, Math.min(1, v));
    }
    return rgb;
  }

  private static void put(float[] rgb, float[] out, int offset, Normalization n) {
    for (int i = 0; i < rgb.length; i++) {
      int c = i % 3;
      float v = rgb[i - c + (n.bgr() ? 2 - c : c)] * WHITE;
      out[offset + i] = (v - n.mean()[c]) / n.divisor()[c];
    }
  }
}

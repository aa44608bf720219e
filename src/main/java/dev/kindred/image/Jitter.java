package dev.kindred.image;

import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * torchvision's ColorJitter on floats: brightness, contrast, saturation and hue change by random
 * factors in a random order. Values are not rounded to bytes on the way, as they are where it works
 * on Pillow's images.
 *
 * @param brightness factor up to so far from 1
 * @param contrast factor up to so far from 1
 * @param saturation factor up to so far from 1
 * @param hue turn of the hue's circle up to so far from 0, at most 0.5
 */
public record Jitter(double brightness, double contrast, double saturation, double hue)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Leaves colours as they are. */
  public static final Jitter NONE = new Jitter(0, 0, 0, 0);

  /** One change. */
  enum Change {
    BRIGHTNESS,
    CONTRAST,
    SATURATION,
    HUE
  }

  public Jitter {
    if (!(brightness >= 0 && contrast >= 0 && saturation >= 0 && hue >= 0 && hue <= 0.5)) {
      throw new IllegalArgumentException(
          "jitter of %s, %s, %s, %s".formatted(brightness, contrast, saturation, hue));
    }
  }

  boolean isNone() {
    return brightness == 0 && contrast == 0 && saturation == 0 && hue == 0;
  }

  /**
   * Changes an image by what is drawn.
   *
   * @param rgb {@code [n, 3]}, from 0 to 1
   */
  @SuppressWarnings("EnumOrdinal") // amounts are in the order of the changes
  void apply(float[] rgb, SplittableRandom random) {
    double[] amounts = {
      factor(brightness, random),
      factor(contrast, random),
      factor(saturation, random),
      hue == 0 ? 0 : random.nextDouble(-hue, hue)
    };
    Change[] order = Change.values();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Change other = order[i];
      order[i] = order[j];
      order[j] = other;
    }
    for (Change change : order) {
      if (range(change) > 0) {
        apply(change, amounts[change.ordinal()], rgb);
      }
    }
  }

  private static double factor(double range, SplittableRandom random) {
    return range == 0 ? 1 : random.nextDouble(Math.max(0, 1 - range), 1 + range);
  }

  private double range(Change change) {
    return switch (change) {
      case BRIGHTNESS -> brightness;
      case CONTRAST -> contrast;
      case SATURATION -> saturation;
      case HUE -> hue;
    };
  }

  static void apply(Change change, double amount, float[] rgb) {
    switch (change) {
      case BRIGHTNESS -> Colours.brightness(rgb, amount);
      case CONTRAST -> Colours.contrast(rgb, amount);
      case SATURATION -> Colours.saturation(rgb, amount);
      case HUE -> Colours.turn(rgb, amount);
    }
  }
}

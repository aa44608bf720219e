package dev.kindred.image;

/** torchvision's changes of colour on floats {@code [n, 3]} from 0 to 1, in place. */
final class Colours {
  private static final double RED = 0.2989;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private Colours() {}

  static void brightness(float[] rgb, double factor) {
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (float) clamp(factor * rgb[i]);
    }
  }

  /** Towards or away from the mean grey of the image. */
  static void contrast(float[] rgb, double factor) {
    double sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      sum += grey(rgb, i);
    }
    double rest = (1 - factor) * sum / (rgb.length / 3.0);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (float) clamp(factor * rgb[i] + rest);
    }
  }

  /** Towards or away from the grey of each pixel. */
  static void saturation(float[] rgb, double factor) {
    for (int i = 0; i < rgb.length; i += 3) {
      double rest = (1 - factor) * grey(rgb, i);
      for (int c = i; c < i + 3; c++) {
        rgb[c] = (float) clamp(factor * rgb[c] + rest);
      }
    }
  }

  private static double grey(float[] rgb, int at) {
    return RED * rgb[at] + GREEN * rgb[at + 1] + BLUE * rgb[at + 2];
  }

  private static double clamp(double v) {
    return Math.max(0, Math.min(1, v));
  }

  /**
   * Turns the hue.
   *
   * @param by share of the circle
   */
  static void turn(float[] rgb, double by) {
    for (int i = 0; i < rgb.length; i += 3) {
      double r = rgb[i];
      double g = rgb[i + 1];
      double b = rgb[i + 2];
      double most = Math.max(r, Math.max(g, b));
      double chroma = most - Math.min(r, Math.min(g, b));
      double saturation = chroma == 0 ? 0 : chroma / most;
      double hue = hue(r, g, b, most, chroma) + by;
      write(hue - Math.floor(hue), saturation, most, rgb, i);
    }
  }

  private static double hue(double r, double g, double b, double most, double chroma) {
    if (chroma == 0) {
      return 0;
    }
    double sixth;
    if (most == r) {
      sixth = (g - b) / chroma;
    } else if (most == g) {
      sixth = 2 + (b - r) / chroma;
    } else {
      sixth = 4 + (r - g) / chroma;
    }
    return (sixth / 6 + 1) % 1;
  }

  private static void write(double hue, double s, double v, float[] rgb, int at) {
    double sixth = Math.floor(hue * 6);
    double f = hue * 6 - sixth;
    double p = clamp(v * (1 - s));
    double q = clamp(v * (1 - s * f));
    double t = clamp(v * (1 - s * (1 - f)));
    switch ((int) sixth % 6) {
      case 0 -> put(rgb, at, v, t, p);
      case 1 -> put(rgb, at, q, v, p);
      case 2 -> put(rgb, at, p, v, t);
      case 3 -> put(rgb, at, p, q, v);
      case 4 -> put(rgb, at, t, p, v);
      default -> put(rgb, at, v, p, q);
    }
  }

  private static void put(float[] rgb, int at, double r, double g, double b) {
    rgb[at] = (float) r;
    rgb[at + 1] = (float) g;
    rgb[at + 2] = (float) b;
  }
}

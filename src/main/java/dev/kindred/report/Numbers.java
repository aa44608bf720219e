package dev.kindred.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.stream.IntStream;

/** Numbers as they are shown, and as many of them as can be. */
final class Numbers {
  /** Stands where there is no number. */
  static final String NONE = "–";

  private Numbers() {}

  /** Four digits, or all before the point. */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e15) {
      return Html.format("%,d", (long) value);
    }
    if (size >= 1000) {
      return Html.format("%,.0f", value);
    }
    int decimals = size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return size >= 0.01 ? Html.format("%." + decimals + "f", value) : Html.format("%.2e", value);
  }

  /** For the script, to seven digits: {@code null} where there is no number. */
  static void add(ArrayNode to, double value) {
    if (Double.isFinite(value)) {
      to.add(Double.parseDouble(Html.format("%.7g", value)));
    } else {
      to.addNull();
    }
  }

  /** At most so many of {@code n} places, evenly, the first and the last among them. */
  static int[] some(int n, int most) {
    return n <= most
        ? IntStream.range(0, n).toArray()
        : IntStream.range(0, most)
            .map(i -> (int) Math.round((double) i * (n - 1) / (most - 1)))
            .toArray();
  }
}

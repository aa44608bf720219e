package dev.kindred.bench;

import dev.kindred.report.Html;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis with round ticks.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}
 * @param step between ticks
 * @param from pixel
 * @param to pixel
 */
record SvgAxis(double low, double high, double step, double from, double to) {
  /**
   * Holds all values between round ticks.
   *
   * @param whole whether ticks between whole numbers make no sense
   * @param tight whether the axis ends at the outer values rather than at ticks
   */
  static SvgAxis of(
      double least, double most, int ticks, boolean whole, boolean tight, double from, double to) {
    double low = least;
    double high = most > least ? most : least + (whole || least == 0 ? 1 : Math.abs(least) * 0.1);
    double rough = (high - low) / ticks;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * power;
    for (double nice : new double[] {1, 2, 2.5, 5}) {
      if (nice * power >= rough) {
        step = nice * power;
        break;
      }
    }
    step = whole ? Math.max(1, Math.rint(step)) : step;
    if (!tight) {
      low = Math.floor(low / step + 1e-9) * step;
      high = Math.ceil(high / step - 1e-9) * step;
    }
    return new SvgAxis(low, high, step, from, to);
  }

  double pixel(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    long last = (long) Math.floor(high / step + 1e-9);
    for (long i = (long) Math.ceil(low / step - 1e-9); i <= last; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  String label(double value) {
    int decimals = 0;
    for (double s = step; decimals < 6 && Math.abs(s - Math.rint(s)) > 1e-9 * s; s *= 10) {
      decimals++;
    }
    String text = Html.format("%,." + decimals + "f", value);
    return text.matches("-0(\\.0+)?") ? text.substring(1) : text;
  }
}

package dev.kindred.study;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** One key that differs between the points of a study. */
public sealed interface Dimension extends Serializable {
  /** The key, without {@code kindred.} before it. */
  String key();

  /** A value, as it is written in a configuration. */
  String draw(SplittableRandom random);

  /**
   * Any of some values.
   *
   * @param key the key
   * @param values as they are written in a configuration
   */
  record Choice(String key, List<String> values) implements Dimension {
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public String draw(SplittableRandom random) {
      return values.get(random.nextInt(values.size()));
    }
  }

  /**
   * Any number between two.
   *
   * @param key the key
   * @param from smallest
   * @param to largest
   * @param scale of which each stretch is as likely
   */
  record Range(String key, double from, double to, Scale scale) implements Dimension {
    /** How numbers of a range are drawn. */
    public enum Scale {
      LINEAR,
      /** As many between 0.1 and 1 as between 1 and 10. */
      LOG,
      /** Whole numbers only. */
      WHOLE
    }

    @Override
    public String draw(SplittableRandom random) {
      double u = random.nextDouble();
      return switch (scale) {
        case LINEAR -> digits(from + u * (to - from));
        case LOG -> digits(Math.exp(Math.log(from) + u * (Math.log(to) - Math.log(from))));
        case WHOLE -> Long.toString((long) Math.floor(from + u * (to - from + 1)));
      };
    }

    /** A figure that can be read, and read again as what was used. */
    private static String digits(double value) {
      return String.format(Locale.ROOT, "%.4g", value);
    }
  }
}

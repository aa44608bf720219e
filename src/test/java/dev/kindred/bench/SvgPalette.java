package dev.kindred.bench;

import java.util.List;

/** Colours that differ also to colour-blind eyes (Okabe and Ito 2008), darkened for thin lines. */
final class SvgPalette {
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#b0548c", "#b8860b", "#3f9ac9", "#6b6b6b");

  private SvgPalette() {}

  /** The same colour for the same place, starting over after the last. */
  static String colour(int place) {
    return COLOURS.get(place % COLOURS.size());
  }
}

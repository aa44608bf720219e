package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Locale;
import java.util.Optional;

/** Names of the splits in lists and folders. */
final class Splits {
  private Splits() {}

  /** From a word such as {@code train}; case does not matter. */
  static Optional<Split> parse(String word) {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(Split.TRAIN);
      case "val", "valid", "validation", "dev" -> Optional.of(Split.VALIDATION);
      case "test", "testing" -> Optional.of(Split.TEST);
      case "query", "queries" -> Optional.of(Split.QUERY);
      case "gallery" -> Optional.of(Split.GALLERY);
      default -> Optional.empty();
    };
  }

  /** As {@link #parse}, any other word being a mistake. */
  static Split require(String word, Object where) {
    return parse(word)
        .orElseThrow(
            () ->
                new KindredException(
                    Exit.BAD_DATA,
                    "%s: split '%s'; expected train, val, test, query or gallery"
                        .formatted(where, word.strip())));
  }

  /** Of the i-th of n classes when {@code trainPart} of them train. */
  static Split byPosition(int i, int n, double trainPart) {
    return i < Math.round(n * trainPart) ? Split.TRAIN : Split.TEST;
  }
}

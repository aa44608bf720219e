package dev.kindred.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which known word or key a mistyped one stands for. */
final class Nearest {
  private Nearest() {}

  /**
   * The known word with the smallest edit distance to {@code word}, ties to the first in the
   * alphabet; none when even the best differs in more than half of its letters. Of dotted keys,
   * either the whole counts or the last part, at one edit more: who writes {@code sed} means {@code
   * train.seed}.
   */
  static Optional<String> of(String word, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(k -> edits(word, k))
                .thenComparing(Comparator.naturalOrder()))
        .filter(
            best -> 2 * edits(word, best) <= Math.max(last(word).length(), last(best).length()));
  }

  private static int edits(String a, String b) {
    return Math.min(distance(a, b), distance(last(a), last(b)) + 1);
  }

  private static String last(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** Levenshtein's distance: insertions, deletions and substitutions. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

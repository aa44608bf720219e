package dev.kindred.loss.miner;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import java.util.Locale;

/**
 * One positive and one negative an anchor, each chosen by how hard it is (Xuan 2020,
 * arXiv:1904.04370): the nearest positive is the easy one, the nearest negative the hard one. The
 * semi-hard negative is the nearest one that is farther than the chosen positive; without any, the
 * anchor is skipped.
 *
 * @param positive which positive: easy, hard or all of them
 * @param negative which negative; semi-hard needs one positive to compare with
 */
public record BatchEasyHardMiner(Choice positive, Choice negative) implements Miner {
  /** How hard. */
  public enum Choice {
    EASY,
    SEMI_HARD,
    HARD,
    ALL;

    static Choice of(String word) {
      return valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
    }
  }

  /** As configured. */
  public static BatchEasyHardMiner of(Constants constants) {
    Choice positive = Choice.of(constants.choice("positive", "easy", "hard", "all"));
    Choice negative =
        Choice.of(
            positive == Choice.ALL
                ? constants.choice("negative", "hard", "easy", "all")
                : constants.choice("negative", "semi-hard", "hard", "easy", "all"));
    return new BatchEasyHardMiner(positive, negative);
  }

  @Override
  public void mine(Anchor anchor) {
    if (positive != Choice.ALL) {
      int sign = positive == Choice.EASY ? 1 : -1;
      anchor.pickPositives(
          nearest(anchor.positive, anchor.positives(), sign, Double.POSITIVE_INFINITY));
    }
    if (negative == Choice.SEMI_HARD) {
      int[] pick = nearest(anchor.negative, anchor.negatives(), 1, anchor.positive[0]);
      anchor.pickNegatives(pick);
    } else if (negative != Choice.ALL) {
      int sign = negative == Choice.HARD ? 1 : -1;
      anchor.pickNegatives(
          nearest(anchor.negative, anchor.negatives(), sign, Double.POSITIVE_INFINITY));
    }
  }

  /** Place of the most (or, with sign -1, the least) similar one below a bound; empty if none. */
  private static int[] nearest(double[] s, int n, int sign, double below) {
    int best = -1;
    for (int k = 0; k < n; k++) {
      if (s[k] < below && (best < 0 || sign * s[k] > sign * s[best])) {
        best = k;
      }
    }
    return best < 0 ? new int[0] : new int[] {best};
  }
}

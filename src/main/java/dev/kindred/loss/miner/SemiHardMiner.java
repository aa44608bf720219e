package dev.kindred.loss.miner;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.Constants;
import dev.kindred.loss.math.Distance;
import java.util.Arrays;

/**
 * Keeps what stands in a semi-hard triplet (Schroff 2015, arXiv:1503.03832, equation 4): {@code
 * d_ap < d_an <= d_ap + m}. A loss sees the union over the anchor's triplets, its positives and its
 * negatives, as a pair loss needs it.
 *
 * @param margin {@code m}
 */
public record SemiHardMiner(double margin) implements Miner {
  /** As configured. */
  public static SemiHardMiner of(Constants constants) {
    return new SemiHardMiner(constants.number("margin", 0, 2));
  }

  @Override
  public void mine(Anchor anchor) {
    boolean[] near = new boolean[anchor.positives()];
    boolean[] far = new boolean[anchor.negatives()];
    for (int p = 0; p < near.length; p++) {
      double d = Distance.of(anchor.positive[p]);
      for (int k = 0; k < far.length; k++) {
        double other = Distance.of(anchor.negative[k]);
        if (other > d && other <= d + margin) {
          near[p] = true;
          far[k] = true;
        }
      }
    }
    anchor.pickPositives(places(near));
    anchor.pickNegatives(places(far));
  }

  private static int[] places(boolean[] kept) {
    int[] result = new int[kept.length];
    int count = 0;
    for (int k = 0; k < kept.length; k++) {
      if (kept[k]) {
        result[count++] = k;
      }
    }
    return Arrays.copyOf(result, count);
  }
}

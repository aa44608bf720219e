package dev.kindred.loss.pair;

import dev.kindred.loss.PairLoss;
import dev.kindred.loss.Pairs;
import dev.kindred.loss.math.LogSumExp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Multi-class N-pair loss (Sohn 2016, NIPS, equation 7): of each class with two embeddings in the
 * batch the first is the anchor and the second its positive; the negatives of an anchor are the
 * positives of the other classes. The mean over those classes of {@code log(1 + sum e^(c(s_n -
 * s_p)))}. Further embeddings of a class, and a memory, are not looked at.
 *
 * @param scale {@code c}; 1 in the paper
 */
public record NPairMultiClass(double scale) implements PairLoss {
  @Override
  public Sum sum(Pairs pairs) {
    List<int[]> chosen = choose(pairs);
    int n = chosen.size();
    if (n < 2) {
      return new Sum(0, 0);
    }
    double total = 0;
    double[] z = new double[n];
    for (int i = 0; i < n; i++) {
      int anchor = chosen.get(i)[0];
      for (int j = 0; j < n; j++) {
        z[j] = scale * pairs.similarity(anchor, chosen.get(j)[1]);
      }
      double own = z[i];
      total += LogSumExp.of(z, n) - own;
      for (int j = 0; j < n; j++) {
        pairs.add(anchor, chosen.get(j)[1], scale * (z[j] - (i == j ? 1 : 0)));
      }
    }
    return new Sum(total, n);
  }

  @Override
  public boolean looksAtMemory() {
    return false;
  }

  private static List<int[]> choose(Pairs pairs) {
    Map<Integer, Integer> firsts = new LinkedHashMap<>();
    Map<Integer, int[]> chosen = new LinkedHashMap<>();
    for (int i = 0; i < pairs.anchors(); i++) {
      Integer first = firsts.putIfAbsent(pairs.label(i), i);
      if (first != null) {
        chosen.putIfAbsent(pairs.label(i), new int[] {first, i});
      }
    }
    return new ArrayList<>(chosen.values());
  }
}

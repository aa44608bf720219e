package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.List;

/**
 * What is measured of pairs of images.
 *
 * @param falseMatchOneIn false match rates: one pair of different classes in so many is taken for
 *     one class
 * @param precisionPercent shares of right pairs among those that a threshold accepts, in percent
 */
public record PairSettings(List<Integer> falseMatchOneIn, List<Integer> precisionPercent)
    implements Serializable {
  /**
   * @throws IllegalArgumentException when a rate is above 1 or a precision not in 1..100
   */
  public PairSettings {
    falseMatchOneIn = List.copyOf(falseMatchOneIn);
    precisionPercent = List.copyOf(precisionPercent);
    if (falseMatchOneIn.stream().anyMatch(n -> n < 1)
        || precisionPercent.stream().anyMatch(p -> p < 1 || p > 100)) {
      throw new IllegalArgumentException(
          "false match rates one in " + falseMatchOneIn + ", precisions " + precisionPercent);
    }
  }
}

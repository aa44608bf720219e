package dev.kindred.loss;

/**
 * A loss that is a sum over anchors, each seeing its own row of similarities only. This is all that
 * most losses have to write; mining and cross-batch memory come with it.
 *
 * <p>An anchor without a positive or without a negative adds 0 and still counts in the mean.
 */
public interface AnchorLoss extends PairLoss {
  /**
   * One anchor's part.
   *
   * @param anchor with at least one positive and one negative; the derivative by each similarity is
   *     left in it
   * @return its part of the sum
   */
  double evaluate(Anchor anchor);

  /** What the sum is divided by: the anchors, or the terms that they counted. */
  default long divisor(int anchors, long terms) {
    return anchors;
  }

  /** Whether similarities to positives and negatives are left for this anchor. */
  default boolean mine(Anchor anchor) {
    return !anchor.isOneSided();
  }

  @Override
  default Sum sum(Pairs pairs) {
    Anchor anchor = pairs.newAnchor();
    double total = 0;
    for (int i = 0; i < pairs.anchors(); i++) {
      pairs.load(i, anchor);
      if (!anchor.isOneSided() && mine(anchor)) {
        total += evaluate(anchor);
        pairs.store(anchor);
      }
    }
    return new Sum(total, divisor(pairs.anchors(), anchor.terms()));
  }
}

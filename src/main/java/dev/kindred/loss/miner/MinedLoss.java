package dev.kindred.loss.miner;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;

/**
 * A loss on the pairs that a miner leaves.
 *
 * @param loss any loss that looks at one anchor at a time; its own mining comes second
 * @param miner comes first
 */
public record MinedLoss(AnchorLoss loss, Miner miner) implements AnchorLoss {
  @Override
  public boolean mine(Anchor anchor) {
    miner.mine(anchor);
    return !anchor.isOneSided() && loss.mine(anchor);
  }

  @Override
  public double evaluate(Anchor anchor) {
    return loss.evaluate(anchor);
  }

  @Override
  public long divisor(int anchors, long terms) {
    return loss.divisor(anchors, terms);
  }
}

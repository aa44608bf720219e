package dev.kindred.loss.miner;

import dev.kindred.loss.Anchor;
import java.io.Serializable;

/**
 * Chooses which of an anchor's positives and negatives a loss gets to see. Immutable and
 * thread-safe; random choices follow {@link Anchor#seed}.
 */
public interface Miner extends Serializable {
  /**
   * Narrows the anchor's pairs; where nothing is left on one side, the anchor is skipped.
   *
   * @param anchor with at least one positive and one negative
   */
  void mine(Anchor anchor);
}

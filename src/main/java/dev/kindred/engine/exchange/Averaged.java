package dev.kindred.engine.exchange;

import java.io.Serializable;
import java.util.BitSet;

/**
 * What a task averaged.
 *
 * @param portion which
 * @param at where the pieces are; null when something was missing
 * @param fingerprints of the portion's pieces, in their order
 * @param finite whether all parameters among them are numbers
 * @param lost slots whose states are gone
 */
@SuppressWarnings("ArrayRecordComponent") // a result handed over once
public record Averaged(int portion, Holder at, long[] fingerprints, boolean finite, BitSet lost)
    implements Serializable {
  /** Of a task that could not do its work. */
  public static Averaged missing(int portion, BitSet lost) {
    return new Averaged(portion, null, new long[0], true, lost);
  }

  /** Whether the task did its work. */
  public boolean isDone() {
    return at != null;
  }
}

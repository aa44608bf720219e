package dev.kindred.engine.exchange;

import java.io.Serializable;
import java.util.BitSet;

/**
 * What a task left with its executor.
 *
 * @param slot of the task
 * @param attempt of the task
 * @param sent indices of the pieces that differ from the common state
 * @param step steps done by the slot's replica
 * @param at where the pieces lie; null when the task could not start
 * @param under id of the broadcast variable by which the pieces go
 */
public record Handover(int slot, long attempt, BitSet sent, int step, Holder at, long under)
    implements Serializable {
  /** Of a task for which a part of the common state was nowhere to be had. */
  public static Handover notStarted(int slot) {
    return new Handover(slot, -1, new BitSet(), 0, null, -1);
  }

  /** Whether the task did its work. */
  public boolean started() {
    return at != null;
  }
}

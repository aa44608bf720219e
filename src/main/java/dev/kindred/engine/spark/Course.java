package dev.kindred.engine.spark;

import dev.kindred.engine.Replica;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.StateTicket;
import java.io.Serializable;
import java.util.List;

/** From where a task's replica starts, and what it leaves. */
interface Course extends Serializable {
  /** Steps done before. */
  int step();

  /** The task's part of a slot's batches. */
  default List<String> part(List<String> batches) {
    return batches;
  }

  /**
   * Brings a replica to the start.
   *
   * @throws dev.kindred.engine.exchange.MissingState when a piece is not where it was held
   * @throws dev.kindred.engine.exchange.LostState when what the slot left is gone
   */
  void begin(Replica replica, int slot);

  /** Work for another thread while the replica trains; waited for before the replica's end. */
  default Meanwhile.Work meanwhile(Replica replica, int slot) {
    return Meanwhile.NOTHING;
  }

  /**
   * Leaves the replica's state.
   *
   * @param attempt of the calling task
   * @param step steps done
   */
  Handover leave(Replica replica, int slot, long attempt, int step);

  /**
   * From the common state.
   *
   * @param start where its pieces lie
   */
  record Plain(StateTicket start) implements Course {
    @Override
    public int step() {
      return start.step();
    }

    @Override
    public void begin(Replica replica, int slot) {
      start.receive(replica, slot);
    }

    @Override
    public Handover leave(Replica replica, int slot, long attempt, int step) {
      return start.leave(replica, slot, attempt, step);
    }
  }
}

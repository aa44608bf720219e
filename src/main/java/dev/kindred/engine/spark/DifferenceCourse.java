package dev.kindred.engine.spark;

import dev.kindred.engine.Replica;
import dev.kindred.engine.exchange.DifferenceTicket;
import dev.kindred.engine.exchange.Handover;
import org.apache.spark.TaskContext;

/**
 * A round whose parameters travel as differences.
 *
 * @param start of the round
 * @param under id of the broadcast variable by which what is left goes
 * @param whole whether parameters are left whole
 */
record DifferenceCourse(DifferenceTicket start, long under, boolean whole) implements Course {
  @Override
  public int step() {
    return start.step();
  }

  @Override
  public void begin(Replica replica, int slot) {
    start.receive(replica, slot, TaskContext.get().taskAttemptId(), under);
  }

  @Override
  public Handover leave(Replica replica, int slot, long attempt, int step) {
    return start.leave(replica, slot, attempt, under, whole, step);
  }
}

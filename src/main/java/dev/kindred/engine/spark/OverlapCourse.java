package dev.kindred.engine.spark;

import dev.kindred.engine.Replica;
import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.Correction;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.OwnStates;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.engine.exchange.StateTicket;
import java.util.List;

/** The tasks of rounds in which states travel while replicas train ({@link OverlappedRounds}). */
sealed interface OverlapCourse extends Course {
  /** The last state that was common. */
  StateTicket common();

  /** Id of the broadcast variable by which what is left goes. */
  long under();

  @Override
  default Handover leave(Replica replica, int slot, long attempt, int step) {
    return OwnStates.leave(common(), under(), replica, slot, attempt, step);
  }

  /** A whole round from the common state: there is nothing to average yet. */
  record Begin(StateTicket common, long under) implements OverlapCourse {
    @Override
    public int step() {
      return common.step();
    }

    @Override
    public void begin(Replica replica, int slot) {
      common.receive(replica, slot);
    }
  }

  /**
   * The first half of a round's batches, while the starts of all slots are averaged.
   *
   * @param starts of the round
   * @param portions of the starts
   */
  record Scatter(OwnStates starts, Portions portions, PieceRule rule, long under)
      implements OverlapCourse {
    @Override
    public StateTicket common() {
      return starts.common();
    }

    @Override
    public int step() {
      return starts.slots().get(0).step();
    }

    @Override
    public List<String> part(List<String> batches) {
      return batches.subList(0, half(batches));
    }

    @Override
    public void begin(Replica replica, int slot) {
      starts.begin(replica, slot);
    }

    @Override
    public Meanwhile.Work meanwhile(Replica replica, int slot) {
      return () -> {
        Averaged averaged = new PortionTask(portions, rule).call(slot);
        if (!averaged.isDone()) {
          throw new LostState(averaged.lost().nextSetBit(0));
        }
        return (trained, step) -> averaged;
      };
    }
  }

  /**
   * The other half, while the means come in; then each replica is corrected by what it was from
   * them.
   *
   * @param starts of the round
   * @param halves where the first half left the replicas
   * @param means of the starts
   */
  record Gather(OwnStates starts, OwnStates halves, StateTicket means, long under)
      implements OverlapCourse {
    @Override
    public StateTicket common() {
      return starts.common();
    }

    @Override
    public int step() {
      return halves.slots().get(0).step();
    }

    @Override
    public List<String> part(List<String> batches) {
      return batches.subList(half(batches), batches.size());
    }

    @Override
    public void begin(Replica replica, int slot) {
      halves.begin(replica, slot);
    }

    @Override
    public Meanwhile.Work meanwhile(Replica replica, int slot) {
      return () -> {
        Correction correction = new Correction(means, starts, slot, replica.statistics());
        return (trained, step) -> {
          correction.apply(trained, step);
          return null;
        };
      };
    }
  }

  private static int half(List<String> batches) {
    return (batches.size() + 1) / 2;
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.Layout;
import dev.kindred.engine.exchange.Piece;
import dev.kindred.engine.exchange.SlotStates;
import dev.kindred.engine.spark.Shares.Run;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The mean of replicas, each value summed in slot order, so that it does not depend on who was done
 * first. Sums are in double precision: the mean of equal values is that value, and what is frozen
 * stays as it is. One piece is held at a time, so the driver's memory does not grow with the number
 * of slots.
 */
final class Averaging {
  private final ProxyPlace place;
  private final IntUnaryOperator classOf;

  /**
   * @param place of the loss's own parameters
   * @param classOf class of each of their rows
   */
  Averaging(ProxyPlace place, IntUnaryOperator classOf) {
    this.place = place;
    this.classOf = classOf;
  }

  /**
   * @param states of all slots
   * @param seen classes that each slot saw in this round
   * @param layout of a state
   * @param step steps done
   */
  ReplicaState mean(SlotStates states, List<BitSet> seen, Layout layout, int step) {
    Shares shares = Shares.of(place, classOf, seen);
    float[] meanParameters = new float[layout.parameters()];
    float[] meanMoments = new float[layout.moments()];
    states.each(
        piece -> mean(piece, states, shares, piece.moments() ? meanMoments : meanParameters));
    return new ReplicaState(new FloatVector(meanParameters), new FloatVector(meanMoments), step);
  }

  private static void mean(Piece piece, SlotStates states, Shares shares, float[] mean) {
    if (!states.changed(piece)) {
      states.common(piece).get(mean, piece.from(), piece.length());
      return;
    }
    List<Run> runs = shares.within(piece.moments(), piece.from(), piece.length());
    double[] sum = new double[piece.length()];
    float[] values = new float[piece.length()];
    for (int slot = 0; slot < states.count(); slot++) {
      states.piece(slot, piece).get(values);
      for (Run run : runs) {
        if (run.slots().get(slot)) {
          add(values, run.from() - piece.from(), run.to() - piece.from(), sum);
        }
      }
    }
    for (Run run : runs) {
      int count = run.slots().cardinality();
      for (int i = run.from(); i < run.to(); i++) {
        mean[i] = (float) (sum[i - piece.from()] / count);
      }
    }
  }

  private static void add(float[] next, int from, int to, double[] sum) {
    for (int i = from; i < to; i++) {
      sum[i] += next[i];
    }
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.Layout;
import dev.kindred.engine.exchange.Piece;
import dev.kindred.engine.exchange.SlotStates;
import dev.kindred.engine.spark.Shares.Run;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The mean of replicas, each value summed in slot order, so that it does not depend on who was done
 * first. Sums are in double precision: the mean of equal values is that value, and what is frozen
 * stays as it is. One piece is held at a time, so the driver's memory does not grow with the number
 * of slots.
 */
final class Averaging implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ProxyPlace place;
  private final ClassOf classOf;

  /** Class of a row of the loss's own parameters. */
  @FunctionalInterface
  interface ClassOf extends IntUnaryOperator, Serializable {}

  /**
   * @param place of the loss's own parameters
   * @param classOf class of each of their rows
   */
  Averaging(ProxyPlace place, ClassOf classOf) {
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
    Shares shares = shares(seen);
    float[] meanParameters = new float[layout.parameters()];
    float[] meanMoments = new float[layout.moments()];
    states.each(
        piece ->
            System.arraycopy(
                mean(piece, states, shares),
                0,
                piece.moments() ? meanMoments : meanParameters,
                piece.from(),
                piece.length()));
    return new ReplicaState(new FloatVector(meanParameters), new FloatVector(meanMoments), step);
  }

  /** Whether the mean depends on what the slots saw. */
  private boolean asksWhoSaw() {
    return place.rows() > 0;
  }

  /** Classes that each slot saw, where that matters. */
  List<BitSet> seen(List<SlotReport> slots) {
    return slots.stream().map(slot -> asksWhoSaw() ? slot.seen() : new BitSet()).toList();
  }

  /**
   * Which slots count.
   *
   * @param seen classes that each slot saw in this round
   */
  Shares shares(List<BitSet> seen) {
    return Shares.of(place, classOf, seen);
  }

  /** The mean of one piece. */
  static float[] mean(Piece piece, SlotStates states, Shares shares) {
    float[] values = new float[piece.length()];
    if (!states.changed(piece)) {
      states.common(piece).get(values);
      return values;
    }
    List<Run> runs = shares.within(piece.moments(), piece.from(), piece.length());
    double[] sum = new double[piece.length()];
    List<FloatBuffer> all = states.all(piece);
    for (int slot = 0; slot < all.size(); slot++) {
      all.get(slot).get(values);
      for (Run run : runs) {
        if (run.slots().get(slot)) {
          add(values, run.from() - piece.from(), run.to() - piece.from(), sum);
        }
      }
    }
    float[] mean = new float[piece.length()];
    for (Run run : runs) {
      int count = run.slots().cardinality();
      for (int i = run.from() - piece.from(); i < run.to() - piece.from(); i++) {
        mean[i] = (float) (sum[i] / count);
      }
    }
    return mean;
  }

  private static void add(float[] next, int from, int to, double[] sum) {
    for (int i = from; i < to; i++) {
      sum[i] += next[i];
    }
  }
}

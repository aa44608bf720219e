package dev.kindred.engine.spark;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.ReplicaState;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The mean of replicas, summed in slot order, so that it does not depend on who was done first. A
 * row of the loss's own parameters, and its moments, are averaged only over the slots that saw the
 * row's class in this round: an executor that saw no image of a class does not dilute its proxy. A
 * class that nobody saw is averaged over all, since losses also push the proxies of absent classes.
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
   * @param states of all slots, in slot order
   * @param seen classes that each slot saw in this round
   */
  ReplicaState mean(List<ReplicaState> states, List<BitSet> seen) {
    if (states.size() == 1) {
      return states.get(0);
    }
    List<float[]> parameters = states.stream().map(s -> s.parameters().values()).toList();
    List<float[]> moments = states.stream().map(s -> s.optimizer().values()).toList();
    float[] meanParameters = mean(parameters);
    float[] meanMoments = mean(moments);
    for (int row = 0; row < place.rows(); row++) {
      int label = classOf.applyAsInt(row);
      int[] slots = IntStream.range(0, seen.size()).filter(s -> seen.get(s).get(label)).toArray();
      if (slots.length > 0) {
        int at = row * place.width();
        meanRow(parameters, slots, place.parameters() + at, meanParameters);
        if (meanMoments.length > 0) {
          meanRow(moments, slots, place.first() + at, meanMoments);
          meanRow(moments, slots, place.second() + at, meanMoments);
        }
      }
    }
    return new ReplicaState(
        new FloatVector(meanParameters), new FloatVector(meanMoments), states.get(0).step());
  }

  private static float[] mean(List<float[]> vectors) {
    float[] sum = vectors.get(0).clone();
    for (float[] next : vectors.subList(1, vectors.size())) {
      add(next, sum);
    }
    float scale = 1f / vectors.size();
    for (int i = 0; i < sum.length; i++) {
      sum[i] *= scale;
    }
    return sum;
  }

  /** Adds {@code next} to {@code sum}. */
  static void add(float[] next, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += next[i];
    }
  }

  private void meanRow(List<float[]> vectors, int[] slots, int from, float[] mean) {
    float scale = 1f / slots.length;
    for (int i = from; i < from + place.width(); i++) {
      float sum = 0;
      for (int slot : slots) {
        sum += vectors.get(slot)[i];
      }
      mean[i] = sum * scale;
    }
  }
}

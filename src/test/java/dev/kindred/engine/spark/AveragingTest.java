package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.ReplicaState;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AveragingTest {
  private static final Averaging PLAIN = new Averaging(ProxyPlace.NONE, row -> row);

  private static ReplicaState state(float parameter, float moment) {
    return new ReplicaState(
        new FloatVector(new float[] {parameter, 1}), new FloatVector(new float[] {moment}), 7);
  }

  private static ReplicaState mean(ReplicaState... states) {
    return PLAIN.mean(List.of(states), Collections.nCopies(states.length, new BitSet()));
  }

  @Test
  void oneReplicaStaysAsItIs() {
    ReplicaState only = state(1, 2);
    assertThat(mean(only)).isSameAs(only);
  }

  @Test
  void parametersAndMomentsAreAveraged() {
    ReplicaState mean = mean(state(1, 10), state(2, 20), state(6, 60));
    assertThat(mean.parameters().values()).containsExactly(3, 1);
    assertThat(mean.optimizer().values()).containsExactly(30);
    assertThat(mean.step()).isEqualTo(7);
  }

  @Test
  void theSumIsTakenInSlotOrder() {
    // In floats (1e8 + 1) - 1e8 is 0, and (1e8 - 1e8) + 1 is 1.
    float large = 1e8f;
    assertThat(value(large, 1, -large)).isZero();
    assertThat(value(large, -large, 1)).isEqualTo(1 / 3f);
  }

  private static float value(float a, float b, float c) {
    return mean(state(a, 0), state(b, 0), state(c, 0)).parameters().values()[0];
  }

  /** One weight, then two rows a class for classes 0, 1, 2; row r of slot s holds 10 s + r. */
  private static ReplicaState withProxies(int slot, boolean moments) {
    float[] parameters = new float[7];
    float[] optimizer = new float[moments ? 14 : 0];
    for (int i = 0; i < 7; i++) {
      parameters[i] = 10 * slot + i - 1;
      if (moments) {
        optimizer[i] = 100 + 10 * slot + i - 1;
        optimizer[7 + i] = 1000 + 10 * slot + i - 1;
      }
    }
    return new ReplicaState(new FloatVector(parameters), new FloatVector(optimizer), 1);
  }

  private static BitSet seen(int... classes) {
    return IntStream.of(classes).collect(BitSet::new, BitSet::set, BitSet::or);
  }

  @Test
  void whoSawNoImageOfAClassDoesNotDiluteItsProxies() {
    Averaging averaging = new Averaging(new ProxyPlace(6, 1, 1, 1, 8), row -> row / 2);
    ReplicaState mean =
        averaging.mean(
            List.of(withProxies(0, true), withProxies(1, true), withProxies(2, true)),
            List.of(seen(0), seen(0, 1), seen()));
    // Class 0: slots 0 and 1; class 1: slot 1 alone; class 2, seen by nobody: all.
    assertThat(mean.parameters().values()).containsExactly(9, 5, 6, 12, 13, 14, 15);
    assertThat(mean.optimizer().values())
        .containsExactly(
            109, 105, 106, 112, 113, 114, 115, 1009, 1005, 1006, 1012, 1013, 1014, 1015);
  }

  @Test
  void momentsThatStayBehindAreNotMissed() {
    Averaging averaging = new Averaging(new ProxyPlace(6, 1, 1, 1, 8), row -> row / 2);
    ReplicaState mean =
        averaging.mean(
            List.of(withProxies(0, false), withProxies(1, false)), List.of(seen(0), seen()));
    assertThat(mean.parameters().values()).containsExactly(4, 0, 1, 7, 8, 9, 10);
    assertThat(mean.optimizer().length()).isZero();
  }
}

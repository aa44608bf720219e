package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragingTest {
  private static ReplicaState state(float parameter, float moment) {
    return new ReplicaState(
        new FloatVector(new float[] {parameter, 1}), new FloatVector(new float[] {moment}), 7);
  }

  @Test
  void oneReplicaStaysAsItIs() {
    ReplicaState only = state(1, 2);
    assertThat(Averaging.mean(List.of(only))).isSameAs(only);
  }

  @Test
  void parametersAndMomentsAreAveraged() {
    ReplicaState mean = Averaging.mean(List.of(state(1, 10), state(2, 20), state(6, 60)));
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
    return Averaging.mean(List.of(state(a, 0), state(b, 0), state(c, 0))).parameters().values()[0];
  }
}

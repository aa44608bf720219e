package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.config.TrainSettings;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import org.junit.jupiter.api.Test;

class OuterStepTest {
  private static ReplicaState state(int step, float... parameters) {
    return new ReplicaState(new FloatVector(parameters), new FloatVector(new float[] {step}), step);
  }

  private static OuterStep step(double momentum, double rate, float... velocity) {
    return OuterStep.of(
        new TrainSettings.Averaging(1, 0, true, momentum, rate, false), new FloatVector(velocity));
  }

  @Test
  void withoutMomentumItIsTheAverageItself() {
    ReplicaState averaged = state(5, 3, 4);
    OuterStep plain = step(0, 1);
    assertThat(plain.apply(state(4, 1, 2), averaged)).isSameAs(averaged);
    assertThat(plain.velocity().length()).isZero();
  }

  @Test
  void momentumByHand() {
    OuterStep outer = step(0.5, 2);
    // v = 0.5 * 0 + (1 - 0) = 1; x = 0 + 2 * 1
    ReplicaState first = outer.apply(state(0, 0), state(1, 1));
    assertThat(first.parameters().values()).containsExactly(2);
    // v = 0.5 * 1 + (2.25 - 2) = 0.75; x = 2 + 2 * 0.75
    ReplicaState second = outer.apply(first, state(2, 2.25f));
    assertThat(second.parameters().values()[0]).isCloseTo(3.5f, within(1e-6f));
    assertThat(outer.velocity().values()[0]).isCloseTo(0.75f, within(1e-6f));
    assertThat(second.step()).isEqualTo(2);
    assertThat(second.optimizer().values()).as("of the average").containsExactly(2);
  }

  @Test
  void goesOnFromASavedVelocity() {
    ReplicaState next = step(0.5, 1, 4).apply(state(0, 1), state(1, 2));
    assertThat(next.parameters().values()).containsExactly(4);
  }

  @Test
  void doesNotWriteIntoWhatItWasGiven() {
    float[] velocity = {4};
    step(0.5, 1, velocity).apply(state(0, 1), state(1, 2));
    assertThat(velocity).containsExactly(4);
  }
}

package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.Span;
import dev.kindred.engine.exchange.CommonValues;
import java.util.List;
import org.junit.jupiter.api.Test;

class OuterStepTest {
  private static ReplicaState state(int step, float... parameters) {
    return new ReplicaState(new FloatVector(parameters), new FloatVector(new float[] {step}), step);
  }

  /** A step with its velocity, round after round. */
  private static final class Outer {
    private final OuterStep step;
    private FloatVector velocity;

    Outer(double momentum, double rate, FloatVector velocity, List<Span> statistics) {
      this.step = new OuterStep(momentum, rate, statistics);
      this.velocity = velocity;
    }

    ReplicaState apply(ReplicaState before, ReplicaState averaged) {
      CommonValues next = step.apply(new CommonValues(before, velocity), averaged);
      velocity = next.velocity();
      return next.state();
    }

    FloatVector velocity() {
      return velocity;
    }
  }

  private static Outer step(double momentum, double rate, float... velocity) {
    return new Outer(momentum, rate, new FloatVector(velocity), List.of());
  }

  @Test
  void withoutMomentumItIsTheAverageItself() {
    ReplicaState averaged = state(5, 3, 4);
    Outer plain = step(0, 1);
    assertThat(plain.apply(state(4, 1, 2), averaged)).isSameAs(averaged);
    assertThat(plain.velocity().length()).isZero();
  }

  @Test
  void momentumByHand() {
    Outer outer = step(0.5, 2);
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

  /** A variance of 0.01 in all five batches of a round, and a weight that falls as fast. */
  @Test
  void statisticsAreAveragedAndNeverExtrapolated() {
    Outer outer = new Outer(0.9, 1, new FloatVector(), List.of(new Span(1, 3)));
    ReplicaState at = state(0, 1, 1, 1);
    float expected = 1;
    for (int round = 1; round <= 3; round++) {
      float[] now = at.parameters().values();
      expected = mean(expected);
      at = outer.apply(at, state(round, mean(now[0]), mean(now[1]), mean(now[2])));
      assertThat(at.parameters().values()[1]).as("round %d", round).isEqualTo(expected);
      assertThat(at.parameters().values()[2]).isEqualTo(expected);
    }
    assertThat(at.parameters().values()[0]).as("what is learnt goes beyond").isNegative();
    assertThat(expected).isPositive();
  }

  private static float mean(float running) {
    float next = running;
    for (int step = 0; step < 5; step++) {
      next = 0.9f * next + 0.1f * 0.01f;
    }
    return next;
  }

  @Test
  void aSavedVelocityOfStatisticsIsForgotten() {
    Outer outer = new Outer(0.9, 1, new FloatVector(new float[] {-5, -5}), List.of(new Span(1, 2)));
    ReplicaState next = outer.apply(state(0, 1, 1), state(1, 1, 0.5f));
    assertThat(next.parameters().values()).containsExactly(-3.5f, 0.5f);
    assertThat(outer.velocity().values()).containsExactly(-4.5f, 0);
  }

  @Test
  void doesNotWriteIntoWhatItWasGiven() {
    float[] velocity = {4};
    step(0.5, 1, velocity).apply(state(0, 1), state(1, 2));
    assertThat(velocity).containsExactly(4);
  }
}

package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.exchange.CommonValues;
import java.util.List;
import java.util.function.IntFunction;

/** Rounds between meetings, for tests. */
final class Stretches {
  private Stretches() {}

  /**
   * Trains rounds {@code [from, to)}.
   *
   * @param hands batches of a round, by slot
   * @param lastMeeting the round before which executors meet
   */
  static CommonValues run(
      SparkTrainer trainer,
      IntFunction<List<List<BatchPlan>>> hands,
      int from,
      int to,
      int lastMeeting) {
    for (int round = from; round < to; round++) {
      trainer.round(
          hands.apply(round), new MemoryBatches(), "round " + round, round + 1 == lastMeeting);
    }
    return trainer.values();
  }

  static void assertSame(CommonValues actual, CommonValues expected) {
    assertThat(actual.state().step()).isEqualTo(expected.state().step());
    assertThat(actual.state().parameters().values())
        .isEqualTo(expected.state().parameters().values());
    assertThat(actual.state().optimizer().values())
        .isEqualTo(expected.state().optimizer().values());
  }

  /** In double precision, in the order of the list. */
  static float[] mean(List<float[]> all) {
    float[] mean = new float[all.get(0).length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] one : all) {
        sum += one[i];
      }
      mean[i] = (float) (sum / all.size());
    }
    return mean;
  }
}

package dev.kindred.engine.spark;

import static dev.kindred.engine.spark.Stretches.assertSame;
import static dev.kindred.engine.spark.Stretches.mean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.Bf16;
import dev.kindred.engine.BothEngines;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.exchange.SmallPieces;
import dev.kindred.loss.pair.MultiSimilarity;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the same equations without Spark. */
@Tag("real")
class DifferenceRoundsTest {
  private static final MultiSimilarity PAIRS = new MultiSimilarity(2, 40, 0.5, null);
  private static final int SLOTS = 3;
  private static final int ROUNDS = 3;

  private static JavaSparkContext spark;

  /** Loses one part after the other, from one meeting on. */
  private static SparkTrainer losing;

  private static CommonValues meeting;
  private static CommonValues expected;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("DifferenceRoundsTest")
                .set("spark.ui.enabled", "false"));
    losing = trainer("losing", true, false);
    meeting = run(losing, 0, 1, 1);
    expected = run(losing, 1, 3, 3);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static ReplicaRecipe recipe() {
    return SmallReplicas.recipe(PAIRS, 4, BothEngines.named("dl4j"));
  }

  private static SparkTrainer trainer(String owner, boolean differences, boolean halfMoments) {
    Rounds rounds =
        new Rounds(
            true, false, 0, 1, halfMoments, new ChunkedBatches(0), false, false, differences);
    return new SparkTrainer(
        spark,
        owner,
        recipe(),
        rounds,
        SmallReplicas.weights(recipe()),
        SmallPieces.exchange(spark));
  }

  private static List<List<BatchPlan>> hands(int round) {
    List<List<BatchPlan>> hands = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      int seed = 100 * round + 10 * slot;
      hands.add(
          List.of(
              MemoryBatches.plan(seed + 1, slot, 3),
              MemoryBatches.plan(seed + 2, slot, (slot + 1) % SLOTS)));
    }
    return hands;
  }

  private static CommonValues run(SparkTrainer trainer, int from, int to, int lastMeeting) {
    return Stretches.run(trainer, DifferenceRoundsTest::hands, from, to, lastMeeting);
  }

  private static ReplicaState trained(ReplicaState start, List<BatchPlan> plans) {
    try (Replica replica = recipe().create()) {
      replica.restore(start);
      replica.train(plans.stream().map(MemoryBatches::batch).toList().iterator());
      return replica.state();
    }
  }

  /** v = c + bf16((y - c) + e), and what that leaves out becomes e. */
  private static float[] rounded(float[] y, float[] c, float[] e) {
    float[] v = new float[y.length];
    for (int i = 0; i < v.length; i++) {
      float u = (y[i] - c[i]) + e[i];
      v[i] = c[i] + Bf16.round(u);
      e[i] = u - (v[i] - c[i]);
    }
    return v;
  }

  private static float[] plus(float[] a, float[] b) {
    float[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothWaysAreRoundedWithFeedback(boolean halfMoments) {
    SparkTrainer trainer = trainer("rounded" + halfMoments, true, halfMoments);
    ReplicaState state = trainer.state();
    int n = state.parameters().length();
    List<float[]> leftOut = List.of(new float[n], new float[n], new float[n]);
    float[] leftOutOfMean = new float[n];
    for (int round = 0; round < ROUNDS; round++) {
      boolean meet = round == ROUNDS - 1;
      float[] c = state.parameters().values();
      List<float[]> ends = new ArrayList<>();
      List<float[]> moments = new ArrayList<>();
      for (int slot = 0; slot < SLOTS; slot++) {
        ReplicaState end = trained(state, hands(round).get(slot));
        float[] y = end.parameters().values();
        ends.add(meet ? plus(y, leftOut.get(slot)) : rounded(y, c, leftOut.get(slot)));
        moments.add(half(end.optimizer().values(), halfMoments));
      }
      float[] next = mean(ends);
      next = meet ? plus(next, leftOutOfMean) : rounded(next, c, leftOutOfMean);
      float[] optimizer = half(mean(moments), halfMoments);
      state = new ReplicaState(new FloatVector(next), new FloatVector(optimizer), state.step() + 2);
      RoundResult result = trainer.round(hands(round), new MemoryBatches(), "rounded", meet);
      assertThat(result.finite()).isTrue();
      assertThat(trainer.isCommon()).isEqualTo(meet);
      assertThat(trainer.state().parameters().values()).as("round " + round).isEqualTo(next);
      assertThat(trainer.state().optimizer().values()).isEqualTo(optimizer);
    }
    assertThat(leftOut.get(0)).as("rounding did something").isNotEqualTo(new float[n]);
    assertThat(leftOutOfMean).isNotEqualTo(new float[n]);
  }

  private static float[] half(float[] values, boolean really) {
    float[] rounded = values.clone();
    for (int i = 0; i < rounded.length && really; i++) {
      rounded[i] = Bf16.round(rounded[i]);
    }
    return rounded;
  }

  @Test
  void aMeetingAfterEveryRoundIsPlainAveraging() {
    SparkTrainer always = trainer("always", true, false);
    SparkTrainer plain = trainer("plain", false, false);
    for (int round = 0; round < 2; round++) {
      always.round(hands(round), new MemoryBatches(), "always");
      plain.round(hands(round), new MemoryBatches(), "plain");
      assertSame(always.values(), plain.values());
    }
  }

  @Test
  void goesOnFromAMeetingToTheSameBits() {
    SparkTrainer whole = trainer("whole", true, true);
    CommonValues between = run(whole, 0, 2, 2);
    CommonValues end = run(whole, 2, 4, 4);
    SparkTrainer later = trainer("later", true, true);
    later.restore(between);
    assertSame(run(later, 2, 4, 4), end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_slot1", "_old2", "_leftout0_", "_leftout0", "_state"})
  void whatIsLostThrowsBackToTheLastMeeting(String part) {
    losing.restore(meeting);
    run(losing, 1, 2, 3);
    assertThat(LostBlocks.lose(part)).isPositive();
    if (part.equals("_slot1")) {
      // Averaged already: nobody asks for it again.
      assertSame(run(losing, 2, 3, 3), expected);
      return;
    }
    assertThatThrownBy(() -> run(losing, 2, 3, 3)).isInstanceOf(LostStretch.class);
    assertThat(losing.isCommon()).isTrue();
    assertSame(losing.values(), meeting);
    assertSame(run(losing, 1, 3, 3), expected);
  }
}

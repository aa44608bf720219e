package dev.kindred.engine.spark;

import static dev.kindred.engine.spark.Stretches.assertSame;
import static dev.kindred.engine.spark.Stretches.mean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BothEngines;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.exchange.SmallPieces;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Loss;
import dev.kindred.loss.pair.MultiSimilarity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against the same equations without Spark, one replica after the other. */
@Tag("real")
class OverlappedRoundsTest {
  private static final MultiSimilarity PAIRS = new MultiSimilarity(2, 40, 0.5, null);
  private static final Rounds OVERLAP =
      new Rounds(true, false, 0, 1, false, new ChunkedBatches(0), false, true, false);
  private static final int SLOTS = 3;
  private static final int ROUNDS = 4;

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("OverlappedRoundsTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static ReplicaRecipe recipe(Loss loss) {
    return SmallReplicas.recipe(loss, 4, BothEngines.named("dl4j"));
  }

  private static SparkTrainer trainer(String owner, Loss loss, Rounds rounds) {
    ReplicaRecipe recipe = recipe(loss);
    return new SparkTrainer(
        spark, owner, recipe, rounds, SmallReplicas.weights(recipe), SmallPieces.exchange(spark));
  }

  /** Three batches a slot, so that halves of a round are two and one. */
  private static List<List<BatchPlan>> hands(int round) {
    List<List<BatchPlan>> hands = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      int seed = 100 * round + 10 * slot;
      hands.add(
          List.of(
              MemoryBatches.plan(seed + 1, slot, 3),
              MemoryBatches.plan(seed + 2, 3, slot),
              MemoryBatches.plan(seed + 3, slot, (slot + 1) % SLOTS)));
    }
    return hands;
  }

  private static CommonValues run(SparkTrainer trainer, int from, int to, int lastMeeting) {
    return Stretches.run(trainer, OverlappedRoundsTest::hands, from, to, lastMeeting);
  }

  /** x(t + 1, i) = x(t, i) + d(t, i) + (m(t) - x(t, i)), as the class comment has it. */
  @Test
  void isCocodSgd() {
    SparkTrainer trainer = trainer("cocod", PAIRS, OVERLAP);
    ReplicaRecipe recipe = recipe(PAIRS);
    List<ReplicaState> slots = new ArrayList<>(Collections.nCopies(SLOTS, trainer.state()));
    for (int round = 0; round < ROUNDS; round++) {
      float[] mean = mean(slots.stream().map(s -> s.parameters().values()).toList());
      for (int slot = 0; slot < SLOTS; slot++) {
        ReplicaState start = slots.get(slot);
        ReplicaState end = start;
        try (Replica replica = recipe.create()) {
          for (BatchPlan plan : hands(round).get(slot)) {
            replica.restore(end);
            TrainingBatch batch = MemoryBatches.batch(plan);
            replica.train(List.of(batch).iterator());
            end = replica.state();
          }
        }
        float[] next = end.parameters().values().clone();
        for (int i = 0; i < next.length && round > 0; i++) {
          next[i] += mean[i] - start.parameters().values()[i];
        }
        slots.set(slot, new ReplicaState(new FloatVector(next), end.optimizer(), end.step()));
      }
      RoundResult result =
          trainer.round(hands(round), new MemoryBatches(), "cocod", round == ROUNDS - 1);
      assertThat(result.imagesSeen()).isEqualTo(SLOTS * 3 * 4);
      assertThat(result.slots().get(1).losses()).hasSize(3);
      assertThat(result.finite()).isTrue();
      assertThat(trainer.isCommon()).isEqualTo(round == ROUNDS - 1);
      // Between meetings as well: what is evaluated is the mean of what differs.
      assertThat(trainer.state().parameters().values())
          .isEqualTo(mean(slots.stream().map(s -> s.parameters().values()).toList()));
      assertThat(trainer.state().step()).isEqualTo(3 * (round + 1));
    }
    assertThat(slots.get(0).parameters().values())
        .as("replicas differ until they meet")
        .isNotEqualTo(slots.get(1).parameters().values());
    assertThat(trainer.state().optimizer().values())
        .isEqualTo(mean(slots.stream().map(s -> s.optimizer().values()).toList()));
  }

  @Test
  void aMeetingAfterEveryRoundIsPlainAveraging() {
    SparkTrainer overlapped = trainer("always", PAIRS, OVERLAP);
    SparkTrainer averaged = trainer("plain", PAIRS, new Rounds(true, false));
    for (int round = 0; round < 2; round++) {
      overlapped.round(hands(round), new MemoryBatches(), "always");
      averaged.round(hands(round), new MemoryBatches(), "plain");
      assertSame(overlapped.values(), averaged.values());
    }
  }

  @Test
  void goesOnFromAMeetingToTheSameBits() {
    SparkTrainer whole = trainer("whole", PAIRS, OVERLAP);
    CommonValues between = run(whole, 0, 2, 2);
    CommonValues end = run(whole, 2, 4, 4);
    SparkTrainer later = trainer("later", PAIRS, OVERLAP);
    later.restore(between);
    assertSame(run(later, 2, 4, 4), end);
  }

  /** What the driver falls back to is the last meeting, with the embeddings of that time. */
  @Test
  void whatIsLostThrowsBackToTheLastMeeting() {
    Loss loss = new CrossBatchMemory(PAIRS, 20, 0);
    SparkTrainer losing = trainer("losing", loss, OVERLAP);
    CommonValues meeting = run(losing, 0, 1, 1);
    MemoryRows remembered = losing.memory();
    CommonValues expected = run(losing, 1, 4, 4);
    MemoryRows rememberedInTheEnd = losing.memory();
    for (String part : List.of("_slot1", "_prints2")) {
      losing.restore(meeting);
      losing.restore(remembered);
      run(losing, 1, 3, 4);
      assertThat(LostBlocks.lose(part)).isPositive();
      assertThatThrownBy(() -> run(losing, 3, 4, 4)).as(part).isInstanceOf(LostStretch.class);
      assertThat(losing.isCommon()).isTrue();
      assertSame(losing.values(), meeting);
      assertThat(losing.memory().n()).isEqualTo(remembered.n());
      assertSame(run(losing, 1, 4, 4), expected);
      assertThat(losing.memory().x().values()).isEqualTo(rememberedInTheEnd.x().values());
    }
  }
}

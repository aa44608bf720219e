package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.RememberedBatch;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.engine.exchange.SmallPieces;
import dev.kindred.loss.Batch;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.LossValue;
import dev.kindred.loss.Memory;
import dev.kindred.loss.pair.MultiSimilarity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training with a cross-batch memory against a plain loop over the loss, in this process. */
class MemoryTrainingTest {
  private static final int DIM = 8;
  private static final int SIZE = 10;

  /** The memory begins in the middle of the first round, and overflows in the second. */
  private static final CrossBatchMemory LOSS =
      new CrossBatchMemory(new MultiSimilarity(2, 40, 0.5, null), SIZE, 1);

  private static final ReplicaRecipe RECIPE = SmallReplicas.recipe(LOSS, 4);

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("MemoryTrainingTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static SparkTrainer trainer(String owner, boolean exact) {
    return new SparkTrainer(
        spark,
        owner,
        RECIPE,
        new Rounds(true, exact),
        SmallReplicas.weights(RECIPE),
        SmallPieces.exchange(spark));
  }

  /** What a textbook does: embed, loss against the memory, one step, remember. */
  private static final class Textbook implements AutoCloseable {
    final Replica replica = RECIPE.create();
    final List<Batch> embedded = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    Memory memory = Memory.empty(DIM);

    Textbook from(ReplicaState state) {
      replica.restore(state);
      embedded.clear();
      return this;
    }

    void step(TrainingBatch images) {
      int step = replica.state().step();
      float[] x = replica.embed(images.images(), images.n());
      Batch batch = new Batch(x, images.labels(), DIM, images.seed());
      LossValue value = LOSS.evaluate(batch, memory, step);
      replica.apply(replica.gradient(images, value.gradient()));
      memory = LOSS.remember(memory, batch, step);
      embedded.add(batch);
      losses.add(value.value());
    }

    @Override
    public void close() {
      replica.close();
    }
  }

  private static List<BatchPlan> hand(int seed, int steps) {
    List<BatchPlan> hand = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      hand.add(MemoryBatches.plan(seed + i, i % 4, (i + 1 + seed % 2) % 4));
    }
    return hand;
  }

  private static double largestDifference(float[] a, float[] b) {
    assertThat(a.length).isEqualTo(b.length);
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }

  private static void assertClose(SparkTrainer trainer, ReplicaState state, Memory memory) {
    assertThat(trainer.state().step()).isEqualTo(state.step());
    assertThat(
            largestDifference(trainer.state().parameters().values(), state.parameters().values()))
        .isLessThan(1e-6);
    assertThat(trainer.memory().labels()).containsExactly(memory.labels());
    assertThat(largestDifference(trainer.memory().x().values(), memory.rows())).isLessThan(1e-5);
  }

  @Test
  void oneExecutorIsTheTextbook() {
    SparkTrainer trainer = trainer("one", false);
    try (Textbook single = new Textbook().from(trainer.state())) {
      for (int round = 0; round < 3; round++) {
        List<BatchPlan> hand = hand(10 * round, 3);
        RoundResult result = trainer.round(List.of(hand), new MemoryBatches(), "round");
        single.losses.clear();
        hand.forEach(plan -> single.step(MemoryBatches.batch(plan)));
        for (int i = 0; i < 3; i++) {
          double expected = single.losses.get(i);
          assertThat(result.slots().get(0).losses()[i])
              .isCloseTo(expected, within(1e-4 * Math.abs(expected)));
        }
        assertClose(trainer, single.replica.state(), single.memory);
      }
      assertThat(trainer.memory().n()).isEqualTo(SIZE);
    }
  }

  /** More than 32 parts become one, for which 33 or 40 embeddings are sent again. */
  @ParameterizedTest
  @CsvSource({"10, 100", "40, 210"})
  void sharesEachEmbeddingOnceUntilThePartsAreMany(int size, int sent) {
    MemoryBank bank =
        new MemoryBank(SmallReplicas.recipe(new CrossBatchMemory(LOSS.loss(), size, 0), 4));
    assertThat(bank.share(spark).parts()).isEmpty();
    Map<Long, Integer> parts = new HashMap<>();
    for (int round = 0; round < 100; round++) {
      bank.merge(List.of(List.of(one(round))));
      SharedMemory shared = bank.share(spark);
      assertThat(shared.parts()).hasSizeLessThanOrEqualTo(32);
      assertThat(shared.value().labels()).containsExactly(bank.rows().labels());
      assertThat(shared.value().x().values()).containsExactly(bank.rows().x().values());
      shared.parts().forEach(part -> parts.put(part.id(), part.value().n()));
    }
    assertThat(parts.values().stream().mapToInt(n -> n).sum()).isEqualTo(sent);
    bank.restore(one(200).rows());
    assertThat(bank.share(spark).value().labels()).containsExactly(200);
  }

  /** An embedding, its values and its class the number of its round. */
  private static RememberedBatch one(int round) {
    float[] x = new float[DIM];
    Arrays.fill(x, round);
    return new RememberedBatch(round, new MemoryRows(new FloatVector(x), new int[] {round}));
  }

  @Test
  void twoExecutorsSeeEachOthersBatchesARoundLater() {
    SparkTrainer trainer = trainer("two", false);
    try (Textbook single = new Textbook()) {
      ReplicaState common = trainer.state();
      Memory past = Memory.empty(DIM);
      for (int round = 0; round < 3; round++) {
        List<List<BatchPlan>> hands = List.of(hand(10 * round, 2), hand(10 * round + 5, 2));
        trainer.round(hands, new MemoryBatches(), "round");
        List<ReplicaState> ends = new ArrayList<>();
        List<List<Batch>> embedded = new ArrayList<>();
        for (List<BatchPlan> hand : hands) {
          single.from(common).memory = past;
          hand.forEach(plan -> single.step(MemoryBatches.batch(plan)));
          ends.add(single.replica.state());
          embedded.add(List.copyOf(single.embedded));
        }
        for (int i = 0; i < 2; i++) {
          for (List<Batch> slot : embedded) {
            past = LOSS.remember(past, slot.get(i), common.step() + i);
          }
        }
        common = mean(ends.get(0), ends.get(1));
        assertClose(trainer, common, past);
      }
    }
  }

  private static ReplicaState mean(ReplicaState a, ReplicaState b) {
    return new ReplicaState(
        mean(a.parameters(), b.parameters()), mean(a.optimizer(), b.optimizer()), a.step());
  }

  private static FloatVector mean(FloatVector a, FloatVector b) {
    float[] mean = new float[a.length()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (a.values()[i] + b.values()[i]) * 0.5f;
    }
    return new FloatVector(mean);
  }

  @Test
  void exactStepsAreTheTextbookOnTheJointBatch() {
    SparkTrainer trainer = trainer("exact", true);
    try (Textbook single = new Textbook().from(trainer.state())) {
      for (int step = 0; step < 3; step++) {
        List<BatchPlan> plans =
            List.of(MemoryBatches.plan(10 + step, 0, 1), MemoryBatches.plan(20 + step, 2, 0));
        trainer.round(plans.stream().map(List::of).toList(), new MemoryBatches(), "step");
        single.step(
            SmallReplicas.joined(
                MemoryBatches.batch(plans.get(0)), MemoryBatches.batch(plans.get(1))));
        assertThat(trainer.memory().labels()).containsExactly(single.memory.labels());
        assertThat(
                largestDifference(
                    trainer.state().parameters().values(),
                    single.replica.state().parameters().values()))
            .isLessThan(1e-4);
      }
      assertThat(trainer.memory().n()).isEqualTo(SIZE);
    }
  }

  @Test
  void aRepeatedRoundGivesTheSameBits() {
    SparkTrainer trainer = trainer("again", false);
    List<List<BatchPlan>> hands = List.of(hand(1, 2), hand(4, 2));
    trainer.round(hands, new MemoryBatches(), "before");
    ReplicaState state = trainer.state();
    MemoryRows memory = trainer.memory();
    trainer.round(hands, new MemoryBatches(), "once");
    ReplicaState once = trainer.state();
    MemoryRows rememberedOnce = trainer.memory();
    trainer.restore(state);
    trainer.restore(memory);
    trainer.round(hands, new MemoryBatches(), "twice");
    assertThat(trainer.state().parameters().values()).isEqualTo(once.parameters().values());
    assertThat(trainer.memory().x().values()).isEqualTo(rememberedOnce.x().values());
    assertThat(trainer.memory().labels()).containsExactly(rememberedOnce.labels());
    trainer.restore(state);
    trainer.restore(MemoryRows.none());
    trainer.round(hands, new MemoryBatches(), "without what was remembered");
    assertThat(trainer.state().parameters().values()).isNotEqualTo(once.parameters().values());
  }
}

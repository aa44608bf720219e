package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.Engine;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.engine.exchange.SmallPieces;
import dev.kindred.loss.Loss;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.loss.proxy.ProxyAnchor;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Rounds and exact steps through Spark's scheduler, in this process. */
@ParameterizedClass
@MethodSource("dev.kindred.engine.BothEngines#all")
class SparkTrainerTest {
  private static final Rounds AVERAGED = new Rounds(true, false);
  private static final Rounds EXACT = new Rounds(true, true);
  private static final Loss PAIRS = new MultiSimilarity(2, 40, 0.5, null);
  private static final List<List<BatchPlan>> HANDS =
      List.of(
          List.of(MemoryBatches.plan(1, 0, 1), MemoryBatches.plan(2, 2, 3)),
          List.of(MemoryBatches.plan(3, 0, 2), MemoryBatches.plan(4, 3, 1)));

  private static JavaSparkContext spark;

  private final Engine engine;

  SparkTrainerTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("SparkTrainerTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static SparkTrainer trainer(String owner, ReplicaRecipe recipe, Rounds rounds) {
    return new SparkTrainer(
        spark, owner, recipe, rounds, SmallReplicas.weights(recipe), SmallPieces.exchange(spark));
  }

  private static ReplicaState alone(
      ReplicaRecipe recipe, ReplicaState start, List<TrainingBatch> batches) {
    try (Replica replica = recipe.create()) {
      replica.restore(start);
      replica.train(batches.iterator());
      return replica.state();
    }
  }

  private static double largestDifference(FloatVector a, FloatVector b) {
    double largest = 0;
    for (int i = 0; i < a.length(); i++) {
      largest = Math.max(largest, Math.abs((double) a.values()[i] - b.values()[i]));
    }
    return largest;
  }

  @Test
  void aRoundIsTheMeanOfItsSlots() {
    ReplicaRecipe recipe = SmallReplicas.recipe(PAIRS, 4, engine);
    SparkTrainer trainer = trainer("mean" + engine.name(), recipe, AVERAGED);
    ReplicaState start = trainer.state();
    RoundResult round = trainer.round(HANDS, new MemoryBatches(), "round");
    List<ReplicaState> ends =
        HANDS.stream()
            .map(hand -> alone(recipe, start, hand.stream().map(MemoryBatches::batch).toList()))
            .toList();
    float[] a = ends.get(0).parameters().values();
    float[] b = ends.get(1).parameters().values();
    float[] mean = trainer.state().parameters().values();
    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).isEqualTo((a[i] + b[i]) * 0.5f);
    }
    assertThat(trainer.state().step()).isEqualTo(2);
    assertThat(round.imagesSeen()).isEqualTo(16);
    for (int s = 0; s < 2; s++) {
      assertThat(round.slots().get(s).batches())
          .isEqualTo(HANDS.get(s).stream().map(BatchPlan::toPath).toList());
    }
  }

  @Test
  void aRepeatedRoundGivesTheSameBits() {
    ReplicaRecipe recipe = SmallReplicas.recipe(PAIRS, 4, engine);
    SparkTrainer trainer = trainer("again" + engine.name(), recipe, AVERAGED);
    ReplicaState start = trainer.state();
    trainer.round(HANDS, new MemoryBatches(), "first");
    ReplicaState first = trainer.state();
    trainer.round(HANDS, new MemoryBatches(), "another, to leave traces in the replicas");
    trainer.restore(start);
    trainer.round(HANDS, new MemoryBatches(), "first again");
    assertThat(trainer.state().parameters().values()).isEqualTo(first.parameters().values());
    assertThat(trainer.state().optimizer().values()).isEqualTo(first.optimizer().values());
  }

  @Test
  void momentsStayBehindWhenNotAveraged() {
    ReplicaRecipe recipe = SmallReplicas.recipe(PAIRS, 4, engine);
    SparkTrainer trainer = trainer("fresh" + engine.name(), recipe, new Rounds(false, false));
    trainer.round(HANDS, new MemoryBatches(), "first");
    ReplicaState between = trainer.state();
    assertThat(between.optimizer().length()).isZero();
    trainer.round(HANDS, new MemoryBatches(), "second");
    assertThat(trainer.state().step()).isEqualTo(4);
    List<TrainingBatch> batches = HANDS.get(0).stream().map(MemoryBatches::batch).toList();
    float[] a = alone(recipe, between, batches).parameters().values();
    batches = HANDS.get(1).stream().map(MemoryBatches::batch).toList();
    float[] b = alone(recipe, between, batches).parameters().values();
    float[] mean = trainer.state().parameters().values();
    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).isEqualTo((a[i] + b[i]) * 0.5f);
    }
  }

  @Test
  void exactStepsOfTwoSlotsAreThoseOfOneMachine() {
    exactStepsAreThoseOfOneMachine("exact-pairs", PAIRS);
  }

  @Test
  void exactStepsWithProxiesToo() {
    exactStepsAreThoseOfOneMachine("exact-proxies", new ProxyAnchor(32, 0.1, 10));
  }

  private void exactStepsAreThoseOfOneMachine(String owner, Loss loss) {
    ReplicaRecipe recipe = SmallReplicas.recipe(loss, 4, engine);
    SparkTrainer trainer = trainer(owner + engine.name(), recipe, EXACT);
    try (Replica single = recipe.create()) {
      single.restore(trainer.state());
      for (int step = 0; step < 3; step++) {
        List<BatchPlan> plans =
            List.of(MemoryBatches.plan(10 + step, 0, 1), MemoryBatches.plan(20 + step, 2, 0));
        RoundResult round =
            trainer.round(
                plans.stream().map(List::of).toList(), new MemoryBatches(), "step " + step);
        TrainingBatch joined =
            SmallReplicas.joined(
                MemoryBatches.batch(plans.get(0)), MemoryBatches.batch(plans.get(1)));
        double expected = single.train(List.of(joined).iterator())[0];
        assertThat(round.meanLoss()).isCloseTo(expected, within(1e-4 * Math.abs(expected)));
        assertThat(round.imagesSeen()).isEqualTo(8);
      }
      assertThat(trainer.state().step()).isEqualTo(3);
      assertThat(largestDifference(trainer.state().parameters(), single.state().parameters()))
          .isLessThan(1e-4);
      // Moments are sums of gradients: they tell more than parameters after so few steps.
      assertThat(relativeDifference(trainer.state().optimizer(), single.state().optimizer()))
          .isLessThan(1e-4);
    }
  }

  private static double relativeDifference(FloatVector a, FloatVector b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.length(); i++) {
      difference += Math.pow((double) a.values()[i] - b.values()[i], 2);
      norm += Math.pow(b.values()[i], 2);
    }
    return Math.sqrt(difference / norm);
  }

  @Test
  void anExactStepHasOneBatchASlot() {
    SparkTrainer trainer =
        trainer("refused" + engine.name(), SmallReplicas.recipe(PAIRS, 4, engine), EXACT);
    assertThatThrownBy(() -> trainer.round(HANDS, new MemoryBatches(), "two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an exact step has one batch for each executor");
  }
}

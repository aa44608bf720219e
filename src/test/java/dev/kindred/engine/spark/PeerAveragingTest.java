package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.Bf16;
import dev.kindred.engine.BothEngines;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.exchange.SmallPieces;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Loss;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.loss.proxy.ProxyAnchor;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Averaging where the states are gives the bits of averaging on the driver. */
class PeerAveragingTest {
  private static final Loss PAIRS = new MultiSimilarity(2, 40, 0.5, null);
  private static final int ROUNDS = 3;
  private static final Rounds OUTER =
      new Rounds(true, false, 0.5, 1, false, new ChunkedBatches(0), false);

  private static JavaSparkContext spark;

  /** After all rounds of plain averaging. */
  private static CommonValues plain;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("PeerAveragingTest")
                .set("spark.ui.enabled", "false"));
    SparkTrainer steady = trainer("plain", recipe(PAIRS, false), new Rounds(true, false));
    for (int round = 0; round < ROUNDS; round++) {
      steady.round(hands(round), new MemoryBatches(), "plain");
    }
    plain = steady.values();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static ReplicaRecipe recipe(Loss loss, boolean headOnly) {
    ReplicaRecipe all = SmallReplicas.recipe(loss, 4, BothEngines.named("dl4j"));
    NetworkSpec s = all.network();
    NetworkSpec spec =
        new NetworkSpec(
            s.backbone(),
            s.pooling(),
            s.dim(),
            s.frozenNorm(),
            headOnly ? null : s.trainFrom(),
            s.proxyRows(),
            s.proxyWidth(),
            s.proxyFactor());
    return new ReplicaRecipe(spec, all.optimizer(), loss, all.classes(), all.engine());
  }

  private static SparkTrainer trainer(String owner, ReplicaRecipe recipe, Rounds rounds) {
    return new SparkTrainer(
        spark, owner, recipe, rounds, SmallReplicas.weights(recipe), SmallPieces.exchange(spark));
  }

  /** Slot 2 sees other classes than the first two. */
  private static List<List<BatchPlan>> hands(int round) {
    return List.of(
        List.of(MemoryBatches.plan(10 * round + 1, 0, 1), MemoryBatches.plan(10 * round + 2, 1, 0)),
        List.of(MemoryBatches.plan(10 * round + 3, 0, 2), MemoryBatches.plan(10 * round + 4, 2, 0)),
        List.of(
            MemoryBatches.plan(10 * round + 5, 3, 1), MemoryBatches.plan(10 * round + 6, 3, 2)));
  }

  private static void assertSame(CommonValues actual, CommonValues expected) {
    assertThat(actual.state().step()).isEqualTo(expected.state().step());
    assertThat(actual.state().parameters().values())
        .isEqualTo(expected.state().parameters().values());
    assertThat(actual.state().optimizer().values())
        .isEqualTo(expected.state().optimizer().values());
    assertThat(actual.velocity().values()).isEqualTo(expected.velocity().values());
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, false, 0, 1",
    "false, false, false, 0, 1",
    "true, true, false, 0, 1",
    "true, false, true, 0, 1",
    "true, true, true, 0.5, 0.7",
    "false, false, false, 0.9, 1"
  })
  void theBitsAreThoseOfTheDriver(
      boolean moments, boolean proxies, boolean headOnly, double momentum, double rate) {
    ReplicaRecipe recipe = recipe(proxies ? new ProxyAnchor(32, 0.1, 10) : PAIRS, headOnly);
    String owner = "bits" + moments + proxies + headOnly + momentum;
    SparkTrainer peers =
        trainer(
            owner,
            recipe,
            new Rounds(moments, false, momentum, rate, false, new ChunkedBatches(0), false));
    SparkTrainer driver =
        trainer(
            owner,
            recipe,
            new Rounds(moments, false, momentum, rate, false, new ChunkedBatches(0), true));
    for (int round = 0; round < ROUNDS; round++) {
      RoundResult there = peers.round(hands(round), new MemoryBatches(), "peers");
      RoundResult here = driver.round(hands(round), new MemoryBatches(), "driver");
      assertThat(there.finite()).isTrue();
      assertThat(there.meanLoss()).isEqualTo(here.meanLoss());
      assertSame(peers.values(), driver.values());
    }
    assertThat(peers.values().state().step()).isEqualTo(2 * ROUNDS);
    assertThat(peers.values().velocity().length() > 0).isEqualTo(momentum > 0);
  }

  /** Rounded where slots send them and where they are averaged, whatever is lost on the way. */
  @Test
  void momentsInHalfTheBytes() {
    ReplicaRecipe recipe = recipe(PAIRS, false);
    Rounds half = new Rounds(true, false, 0, 1, true, new ChunkedBatches(0), false);
    SparkTrainer rounded = trainer("rounded", recipe, half);
    SparkTrainer losing = trainer("rounded-losing", recipe, half);
    int lost = 0;
    for (int round = 0; round < ROUNDS; round++) {
      rounded.round(hands(round), new MemoryBatches(), "rounded");
      losing.round(hands(round), new MemoryBatches(), "losing");
      lost += LostBlocks.lose("_state");
      lost += LostBlocks.lose("_slot2");
    }
    assertThat(lost).isPositive();
    assertSame(losing.values(), rounded.values());
    float[] moments = rounded.state().optimizer().values();
    float[] exact = plain.state().optimizer().values();
    for (int i = 0; i < moments.length; i++) {
      assertThat(moments[i]).isEqualTo(Bf16.round(moments[i]));
    }
    assertThat(moments).isNotEqualTo(exact);
    assertThat(norm(moments)).isCloseTo(norm(exact), within(0.05 * norm(exact)));
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum);
  }

  /** As a run that goes on from a checkpoint. */
  @Test
  void goesOnFromWhatTheDriverHas() {
    ReplicaRecipe recipe = recipe(PAIRS, false);
    SparkTrainer whole = trainer("whole", recipe, OUTER);
    whole.round(hands(0), new MemoryBatches(), "first");
    CommonValues between = whole.values();
    whole.round(hands(1), new MemoryBatches(), "second");
    SparkTrainer later = trainer("later", recipe, OUTER);
    later.restore(between);
    later.round(hands(1), new MemoryBatches(), "second");
    assertSame(later.values(), whole.values());
  }

  @Test
  void whatWasAveragedIsTakenFromTheDriverWhenItIsLost() {
    ReplicaRecipe recipe = recipe(PAIRS, false);
    SparkTrainer steady = trainer("steady", recipe, OUTER);
    SparkTrainer losing = trainer("losing", recipe, OUTER);
    for (int round = 0; round < ROUNDS; round++) {
      steady.round(hands(round), new MemoryBatches(), "steady");
    }
    CommonValues expected = steady.values();
    steady.restore(expected.state());
    losing.round(hands(0), new MemoryBatches(), "losing");
    losing.values();
    assertThat(LostBlocks.lose("_state")).isPositive();
    losing.round(hands(1), new MemoryBatches(), "losing");
    losing.values();
    assertThat(LostBlocks.lose("_velocity")).isPositive();
    losing.round(hands(2), new MemoryBatches(), "losing");
    assertSame(losing.values(), expected);
  }

  /** Embeddings go from executor to executor, and come from the driver where that fails. */
  @Test
  void rememberedEmbeddingsAreTakenFromTheDriverWhenTheyAreLost() {
    Loss loss = new CrossBatchMemory(new MultiSimilarity(2, 40, 0.5, null), 40, 0);
    ReplicaRecipe recipe = recipe(loss, false);
    SparkTrainer steady = trainer("remembering", recipe, new Rounds(true, false));
    SparkTrainer losing = trainer("forgetting", recipe, new Rounds(true, false));
    for (int round = 0; round < ROUNDS + 1; round++) {
      RoundResult there = steady.round(hands(round), new MemoryBatches(), "steady");
      RoundResult here = losing.round(hands(round), new MemoryBatches(), "losing");
      assertThat(here.meanLoss()).isEqualTo(there.meanLoss());
      assertThat(LostBlocks.lose("_rows1")).isPositive();
    }
    assertSame(losing.values(), steady.values());
    assertThat(losing.memory().x().values()).isEqualTo(steady.memory().x().values());
  }

  @Test
  void whatIsLostBeforeTheDriverHasItIsMadeAgain() {
    ReplicaRecipe recipe = recipe(PAIRS, false);
    SparkTrainer losing = trainer("losing2", recipe, new Rounds(true, false));
    int lost = 0;
    for (int round = 0; round < ROUNDS; round++) {
      losing.round(hands(round), new MemoryBatches(), "losing");
      // The driver's copy is under way, or done.
      lost += LostBlocks.lose("_state");
      lost += LostBlocks.lose("_slot1");
    }
    assertThat(lost).isPositive();
    assertSame(losing.values(), plain);
  }
}

package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BothEngines;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.ImagesByPlace;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.engine.exchange.SmallPieces;
import dev.kindred.loss.pair.MultiSimilarity;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunked batches through Spark, averaged and exact. */
class ChunkedRoundsTest {
  private static final ImagesByPlace IMAGES = new ImagesByPlace(32);

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("ChunkedRoundsTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static BatchPlan plan(long seed, int... labels) {
    return new BatchPlan(IntStream.range(0, labels.length).toArray(), labels, seed);
  }

  private static SparkTrainer trainer(boolean exact, int chunk) {
    ReplicaRecipe recipe =
        SmallReplicas.recipe(new MultiSimilarity(2, 40, 0.5, null), 4, BothEngines.named("dl4j"));
    return new SparkTrainer(
        spark,
        "chunked" + exact + chunk,
        recipe,
        new Rounds(true, exact, 0, 1, false, new ChunkedBatches(chunk), false),
        SmallReplicas.weights(recipe),
        SmallPieces.exchange(spark));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void chunksChangeNothingButTheOrderOfSums(boolean exact) {
    SparkTrainer whole = trainer(exact, 0);
    SparkTrainer chunked = trainer(exact, 3);
    for (int round = 0; round < 2; round++) {
      List<List<BatchPlan>> hands =
          List.of(
              List.of(plan(4 * round + 1, 0, 0, 1, 1, 2, 2, 2)),
              List.of(plan(4 * round + 2, 3, 3, 0, 0, 1)));
      RoundResult expected = whole.round(hands, IMAGES, "whole");
      RoundResult result = chunked.round(hands, IMAGES, "chunked");
      assertThat(result.meanLoss())
          .isCloseTo(expected.meanLoss(), within(1e-5 * expected.meanLoss()));
      assertThat(result.imagesSeen()).isEqualTo(12);
      for (int slot = 0; slot < 2; slot++) {
        assertThat(result.slots().get(slot).batches())
            .isEqualTo(hands.get(slot).stream().map(BatchPlan::toPath).toList());
      }
    }
    float[] a = whole.state().parameters().values();
    float[] b = chunked.state().parameters().values();
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      norm += Math.pow(a[i], 2);
    }
    assertThat(Math.sqrt(difference / norm)).isLessThan(1e-5);
    assertThat(b).isNotEqualTo(a);
  }
}

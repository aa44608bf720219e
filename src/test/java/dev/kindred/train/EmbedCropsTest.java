package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.config.KindredConfig;
import dev.kindred.embed.EmbedJob;
import dev.kindred.engine.Engine;
import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.choice.Engines;
import dev.kindred.store.ImageStore;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embedding of parts of pictures that are resized where the network is computed. */
class EmbedCropsTest {
  @TempDir static Path dir;

  @Test
  void embeddingsAreNearlyThoseOfImagesThatTheCpuResized() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("EmbedCropsTest")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      ImageStore store = TinyStore.store(spark, dir, 8, 2);
      float[] beside = rows(spark, store, Engines.of("torch", false, Precision.FP32, true));
      float[] there = rows(spark, store, Engines.of("torch", false, Precision.FP32, true, true));
      assertThat(there).hasSameSizeAs(beside);
      double worst = 0;
      for (int i = 0; i < there.length; i++) {
        worst = Math.max(worst, Math.abs(there[i] - beside[i]));
      }
      // The CPU resizes in whole numbers.
      assertThat(worst).isBetween(1e-6, 2e-2);
    }
  }

  private static float[] rows(JavaSparkContext spark, ImageStore store, Engine engine) {
    KindredConfig config = TinyTraining.config(1);
    ReplicaRecipe recipe = Recipes.training(config, engine, 8, 2);
    ReplicaState state;
    try (Replica replica = recipe.create()) {
      replica.load(
          InitialWeights.of(
              recipe.network(),
              config.backbone(),
              recipe.loss(),
              8,
              0,
              spark.hadoopConfiguration()));
      state = replica.state();
    }
    int[] ids = {0, 1, 2, 3, 4, 5};
    try (EmbedJob embed =
        new EmbedJob(spark, store, Recipes.testView(config, recipe.network().backbone()), 4, 1)) {
      return embed
          .network("embeddings", ids, engine.images().name(), recipe, state, false)
          .collect()
          .rows();
    }
  }
}

package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.config.KindredConfig;
import dev.kindred.embed.EmbedJob;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.choice.Engines;
import dev.kindred.retrieval.EvaluateJob;
import dev.kindred.retrieval.MetricSettings;
import dev.kindred.retrieval.Protocol;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Moment;
import dev.kindred.run.StopSignal;
import dev.kindred.store.ImageStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Spark UI shows of every phase. */
class JobGroupsTest {
  private static final String DONE = "done";

  @TempDir Path dir;

  /** Groups and descriptions of all jobs. */
  private static final class Seen extends SparkListener {
    final Queue<String> jobs = new ConcurrentLinkedQueue<>();

    @Override
    public void onJobStart(SparkListenerJobStart event) {
      jobs.add(
          event.properties().getProperty("spark.jobGroup.id")
              + " | "
              + event.properties().getProperty("spark.job.description"));
    }
  }

  @Test
  void everyJobHasTheGroupAndDescriptionOfItsPhase() {
    Seen seen = new Seen();
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("JobGroupsTest")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      spark.sc().addSparkListener(seen);
      ImageStore store = TinyStore.store(spark, dir, 24, 4);
      KindredConfig config = TinyTraining.config(1);
      TrainResult trained =
          new TinyTraining(spark, store, dir).run("run", config, 1, new StopSignal(), nothing());
      ReplicaRecipe recipe = Recipes.training(config, Engines.dl4j(), 12, 2);
      try (EmbedJob embed =
          new EmbedJob(spark, store, Recipes.testView(config, recipe.network().backbone()), 8, 1)) {
        int[] ids = {0, 1, 2, 3, 4, 5, 6, 7};
        Protocol protocol =
            Protocol.leaveOneOut(
                embed.network("embeddings", ids, "run", recipe, trained.state(), false).collect());
        MetricSettings metrics = new MetricSettings(List.of(1), Optional.empty());
        new EvaluateJob(spark, "test", protocol, metrics).run();
      }
      spark.setJobGroup(DONE, DONE, false);
      spark.parallelize(List.of(1)).count();
      Awaitility.await().until(() -> seen.jobs.contains(DONE + " | " + DONE));
    }
    assertThat(seen.jobs.stream().distinct())
        .containsExactly(
            "kindred-prepare | prepare: packing into " + dir.resolve("store"),
            "kindred-train | train: round 1, 2 steps",
            "kindred-train | train: round 1, 2 steps: averaging",
            "kindred-train | train: round 2, 2 steps",
            "kindred-train | train: round 2, 2 steps: averaging",
            "kindred-embed | embeddings: 8 images",
            "kindred-evaluate | test: 8 queries in 8 images",
            DONE + " | " + DONE);
  }

  private static Evaluations nothing() {
    return new Evaluations() {
      @Override
      public List<MetricValue> validation(ReplicaState state) {
        throw new AssertionError("no class is held out");
      }

      @Override
      public void curve(ReplicaState state, Moment moment) {}
    };
  }
}

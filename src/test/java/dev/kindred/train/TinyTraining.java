package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.config.KindredConfig;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import dev.kindred.run.MetricValue;
import dev.kindred.run.MetricsLog;
import dev.kindred.run.Moment;
import dev.kindred.run.Progress;
import dev.kindred.run.RunFolder;
import dev.kindred.run.StopSignal;
import dev.kindred.store.ImageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A training of seconds on two executors: rounds of two steps, four classes with two images a
 * batch.
 *
 * @param spark with two executors
 * @param store of {@link TinyStore}
 * @param dir of the run folders
 */
record TinyTraining(JavaSparkContext spark, ImageStore store, Path dir) {
  static final int WORKERS = 2;

  /** Settings of so many rounds, as on the command line. */
  static List<String> settings(int rounds) {
    return List.of(
        "spark.master=\"local-cluster[2,1,700]\"",
        "spark.executor-heap-mb=700",
        "backbone.name=efficientnet-lite0",
        "backbone.size=32",
        "backbone.dim=8",
        "view.train.load=36",
        "view.test.load=36",
        "sampling.classes-per-batch=4",
        "sampling.images-per-class=2",
        "train.images-seen=" + rounds * 2 * WORKERS * 8,
        "train.optimizer.learning-rate=1e-3",
        "train.averaging.every=2",
        "train.checkpoint.every-rounds=2",
        "train.evaluate-every-rounds=1");
  }

  static KindredConfig config(int rounds, String... more) {
    List<String> overrides = new ArrayList<>(settings(rounds));
    overrides.addAll(List.of(more));
    return Configs.with(overrides.toArray(String[]::new));
  }

  /**
   * Trains to the end.
   *
   * @param afterRound called with the number of each finished round
   */
  ReplicaState run(String id, KindredConfig config, IntConsumer afterRound, StopSignal stop) {
    return run(
            id,
            config,
            WORKERS,
            stop,
            new Evaluations() {
              @Override
              public List<MetricValue> validation(ReplicaState state) {
                throw new AssertionError("no class is held out");
              }

              @Override
              public void curve(ReplicaState state, Moment moment) {
                afterRound.accept(Math.toIntExact(moment.round()));
              }
            })
        .state();
  }

  /** The same with everything said. */
  TrainResult run(
      String id, KindredConfig config, int workers, StopSignal stop, Evaluations evaluations) {
    RunFolder folder = new RunFolder(dir.resolve(id).toString(), id, new Configuration());
    try (MetricsLog metrics = MetricsLog.open(folder, InstantSource.system())) {
      TrainJob job =
          new TrainJob(
              config,
              spark,
              store,
              workers,
              folder,
              metrics,
              stop,
              Progress.Display.standard(Duration.ofHours(1)));
      return job.run(evaluations);
    }
  }

  static void assertSameBits(ReplicaState actual, ReplicaState expected) {
    assertThat(actual.step()).isEqualTo(expected.step());
    assertThat(actual.parameters().length()).isEqualTo(expected.parameters().length());
    assertThat(differing(actual.parameters(), expected.parameters())).as("parameters").isZero();
    assertThat(differing(actual.optimizer(), expected.optimizer())).as("moments").isZero();
  }

  static int differing(FloatVector a, FloatVector b) {
    int differing = 0;
    for (int i = 0; i < a.length(); i++) {
      boolean same =
          Float.floatToRawIntBits(a.values()[i]) == Float.floatToRawIntBits(b.values()[i]);
      differing += same ? 0 : 1;
    }
    return differing;
  }
}

package dev.kindred.train;

import static dev.kindred.train.TinyTraining.assertSameBits;
import static dev.kindred.train.TinyTraining.differing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.cli.SparkSetup;
import dev.kindred.config.KindredConfig;
import dev.kindred.engine.ReplicaState;
import dev.kindred.run.KindredException;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Moment;
import dev.kindred.run.StopSignal;
import dev.kindred.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What figures of held-out classes decide about a training on two real executor processes. */
@ParameterizedClass
@MethodSource("dev.kindred.engine.BothEngines#ofTheProfile")
class ValidationIT {
  private static final int WORKERS = TinyTraining.WORKERS;

  private static String engine;
  private static Path dir;
  private static JavaSparkContext spark;
  private static ImageStore store;

  @Parameter String unused;

  @BeforeParameterizedClassInvocation
  static void start(String name, @TempDir Path temp) {
    engine = name;
    dir = temp;
    SparkConf conf = SparkSetup.conf(config(), new SparkConf());
    conf.set("spark.app.name", "ValidationIT");
    spark = new JavaSparkContext(conf);
    store = TinyStore.store(spark, dir, 24, 4);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    spark.stop();
  }

  private static KindredConfig config(String... more) {
    List<String> all = new ArrayList<>(List.of("engine.name=" + engine));
    all.addAll(List.of(more));
    return TinyTraining.config(4, all.toArray(String[]::new));
  }

  /** Gives one recall after the other, and keeps what was asked about. */
  private static Evaluations scripted(List<ReplicaState> asked, double... recalls) {
    return new Evaluations() {
      @Override
      public List<MetricValue> validation(ReplicaState state) {
        asked.add(state);
        return List.of(Metric.VALIDATION_RECALL_AT_1.of(recalls[asked.size() - 1]));
      }

      @Override
      public void curve(ReplicaState state, Moment moment) {}
    };
  }

  @Test
  void trainingEndsWhenHeldOutClassesGetNoBetterAndTheBestStateIsTheModel() {
    double[] recalls = {0.1, 0.5, 0.4, 0.5, 0.9};
    String[] early = {
      "train.patience=2", "sampling.validation-share=0.25", "train.images-seen=256"
    };
    List<ReplicaState> asked = new ArrayList<>();
    Evaluations scripted = scripted(asked, recalls);
    TinyTraining training = new TinyTraining(spark, store, dir);
    TrainResult result = training.run("early", config(early), WORKERS, new StopSignal(), scripted);
    assertThat(result.stoppedEarly()).isTrue();
    assertThat(result.rounds()).as("of eight").isEqualTo(4);
    assertThat(asked).hasSize(4);
    assertThat(differing(result.state().parameters(), asked.get(1).parameters())).isZero();
    assertThat(differing(result.state().parameters(), asked.get(3).parameters())).isPositive();
    // As when the process died after its last checkpoint: nothing is trained any more.
    TrainResult again = training.run("early", config(early), WORKERS, new StopSignal(), scripted);
    assertThat(asked).hasSize(4);
    assertThat(again.rounds()).isEqualTo(4);
    assertThat(differing(again.state().parameters(), result.state().parameters())).isZero();
  }

  /** A signal cancels Spark's jobs: the evaluation that has begun ends by an exception. */
  @Test
  void anEvaluationThatWasCutShortIsMadeWhenTheRunGoesOn() throws IOException {
    String[] held = {"sampling.validation-share=0.25", "train.images-seen=96"};
    double[] recalls = {0.1, 0.5, 0.2};
    TinyTraining training = new TinyTraining(spark, store, dir);
    List<ReplicaState> asked = new ArrayList<>();
    TrainResult whole =
        training.run("held", config(held), WORKERS, new StopSignal(), scripted(asked, recalls));
    assertThat(differing(whole.state().parameters(), asked.get(1).parameters())).isZero();
    for (int cut : new int[] {2, 3}) {
      StopSignal stop = new StopSignal();
      String id = "held-" + cut;
      List<Moment> first = new ArrayList<>();
      assertThatThrownBy(
              () -> training.run(id, config(held), WORKERS, stop, cutAt(cut, stop, first, recalls)))
          .hasMessageContaining("stopped on request");
      List<Moment> second = new ArrayList<>();
      TrainResult resumed =
          training.run(
              id, config(held), WORKERS, new StopSignal(), cutAt(0, stop, second, recalls));
      assertThat(first).hasSize(cut).last().extracting(Moment::round).isEqualTo((long) cut);
      assertThat(second).hasSize(4 - cut).first().isEqualTo(first.get(cut - 1));
      assertSameBits(resumed.state(), whole.state());
      assertThat(Files.readAllLines(dir.resolve(id).resolve("metrics.jsonl")))
          .as("a line for each round and for each evaluation")
          .hasSize(6);
    }
  }

  /** Recalls by the round; at one round the process is told to stop. */
  private static Evaluations cutAt(
      int round, StopSignal stop, List<Moment> asked, double... recalls) {
    return new Evaluations() {
      @Override
      public List<MetricValue> validation(ReplicaState state) {
        int now = Math.toIntExact(asked.get(asked.size() - 1).round());
        if (now == round) {
          stop.request();
          throw new IllegalStateException("Job 7 cancelled");
        }
        return List.of(Metric.VALIDATION_RECALL_AT_1.of(recalls[now - 1]));
      }

      @Override
      public void curve(ReplicaState state, Moment moment) {
        asked.add(moment);
      }
    };
  }

  @Test
  void theDataOwnValidationSplitChoosesTheModel(@TempDir Path own) {
    double[] recalls = {0.1, 0.5, 0.4, 0.3, 0.9};
    List<ReplicaState> asked = new ArrayList<>();
    Evaluations scripted = scripted(asked, recalls);
    ImageStore split = TinyStore.withValidation(spark, own, 36, 4);
    TrainResult result =
        new TinyTraining(spark, split, own)
            .run(
                "own",
                config("train.patience=2", "train.images-seen=256"),
                WORKERS,
                new StopSignal(),
                scripted);
    assertThat(result.stoppedEarly()).isTrue();
    assertThat(asked).hasSize(4);
    assertThat(differing(result.state().parameters(), asked.get(1).parameters())).isZero();
    assertThat(differing(result.state().parameters(), asked.get(3).parameters())).isPositive();
  }

  @Test
  void theDataOwnValidationSplitIsMeasuredTenTimesHoweverRoundsAreCut(@TempDir Path own) {
    List<Moment> asked = new ArrayList<>();
    ImageStore split = TinyStore.withValidation(spark, own, 36, 4);
    double[] recalls = DoubleStream.iterate(0.1, r -> r + 0.01).limit(20).toArray();
    new TinyTraining(spark, split, own)
        .run(
            "ten",
            config(
                "train.evaluate-every-rounds=0",
                "train.images-seen=320",
                "train.averaging.synchronous-until=0.5"),
            WORKERS,
            new StopSignal(),
            cutAt(0, new StopSignal(), asked, recalls));
    assertThat(asked)
        .extracting(Moment::step)
        .containsExactly(2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L, 20L);
  }

  @Test
  void patienceWithoutAnythingToWaitForIsRefusedBeforeTheFirstRound() {
    assertThatThrownBy(
            () ->
                new TinyTraining(spark, store, dir)
                    .run(
                        "vain",
                        config("train.patience=2"),
                        WORKERS,
                        new StopSignal(),
                        new Evaluations() {
                          @Override
                          public List<MetricValue> validation(ReplicaState state) {
                            throw new AssertionError("nothing is measured");
                          }

                          @Override
                          public void curve(ReplicaState state, Moment moment) {}
                        }))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("kindred.train.patience = 2 has nothing to wait for");
  }
}

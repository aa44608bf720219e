package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.cli.SparkSetup;
import dev.kindred.config.KindredConfig;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import dev.kindred.run.KindredException;
import dev.kindred.run.Metric;
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
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Training with a cross-batch memory on two real executor processes. */
@ParameterizedClass
@MethodSource("dev.kindred.engine.BothEngines#ofTheProfile")
@Tag("real")
class MemoryIT {
  private static final int WORKERS = 2;
  private static final int BATCH = 8;
  private static final int ROUNDS = 4;

  /** From the second round on, and full in the third. */
  private static final String[] MEMORY = {"loss.memory.size=40", "loss.memory.start-after=2"};

  private static final String[] EXACT = {
    "loss.memory.size=40",
    "loss.memory.start-after=1",
    "train.averaging.exact=true",
    "train.images-seen=" + ROUNDS * WORKERS * BATCH
  };

  private static String engine;
  private static Path dir;
  private static JavaSparkContext spark;

  @Parameter String unused;
  private static ImageStore store;
  private static Checkpoint undisturbed;

  @BeforeParameterizedClassInvocation
  static void start(String name, @TempDir Path temp) {
    engine = name;
    dir = temp;
    SparkConf conf = SparkSetup.conf(config(), new SparkConf());
    conf.set("spark.app.name", "MemoryIT");
    spark = new JavaSparkContext(conf);
    store = TinyStore.store(spark, dir, 24, 4);
    undisturbed = run("undisturbed", MEMORY);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    spark.stop();
  }

  /** Two steps a round, four classes with two images a batch. */
  private static KindredConfig config(String... more) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "spark.master=\"local-cluster[2,1,700]\"",
                "spark.executor-heap-mb=700",
                "engine.name=" + engine,
                "backbone.name=efficientnet-lite0",
                "backbone.size=32",
                "backbone.dim=8",
                "view.train.load=36",
                "view.test.load=36",
                "sampling.classes-per-batch=4",
                "sampling.images-per-class=2",
                "train.images-seen=" + ROUNDS * 2 * WORKERS * BATCH,
                "train.optimizer.learning-rate=1e-3",
                "train.averaging.every=2",
                "train.checkpoint.every-rounds=2",
                "train.evaluate-every-rounds=1"));
    overrides.addAll(List.of(more));
    return Configs.with(overrides.toArray(String[]::new));
  }

  private static RunFolder folder(String id) {
    return new RunFolder(dir.resolve(id).toString(), id, new Configuration());
  }

  private static Checkpoint run(String id, String... more) {
    return run(id, new StopSignal(), round -> {}, more);
  }

  /** The last checkpoint of a run: what it ended with, memory included. */
  private static Checkpoint run(
      String id, StopSignal stop, IntConsumer afterRound, String... more) {
    try (MetricsLog metrics = MetricsLog.open(folder(id), InstantSource.system())) {
      new TrainJob(
              config(more),
              spark,
              store,
              WORKERS,
              folder(id),
              metrics,
              stop,
              Progress.Display.standard(Duration.ofHours(1)))
          .run(new AfterRound(afterRound));
    }
    return new Checkpoints(folder(id), 1).load(config(more).resolved().hash()).orElseThrow();
  }

  private record AfterRound(IntConsumer call) implements Evaluations {
    @Override
    public List<MetricValue> validation(ReplicaState state) {
      throw new AssertionError("no class is held out");
    }

    @Override
    public void curve(ReplicaState state, Moment moment) {
      call.accept(Math.toIntExact(moment.round()));
    }
  }

  private static void assertSameBits(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.round()).isEqualTo(expected.round());
    assertThat(bits(actual.state().parameters())).isEqualTo(bits(expected.state().parameters()));
    assertThat(bits(actual.state().optimizer())).isEqualTo(bits(expected.state().optimizer()));
    assertThat(bits(actual.memory().x())).isEqualTo(bits(expected.memory().x()));
    assertThat(actual.memory().labels()).isEqualTo(expected.memory().labels());
  }

  private static int[] bits(FloatVector vector) {
    int[] bits = new int[vector.length()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(vector.values()[i]);
    }
    return bits;
  }

  /** That the same seed gives the same bits again, runs with an interruption show below. */
  @Test
  void itIsFullOfNumbersInTheEnd() {
    assertThat(undisturbed.memory().n()).isEqualTo(40);
    assertThat(undisturbed.memory().x().isFinite()).isTrue();
  }

  @Test
  void aMemoryChangesTheTrainingFromItsStartOn() {
    Checkpoint without = run("without");
    assertThat(without.memory().n()).isZero();
    assertThat(bits(without.state().parameters()))
        .isNotEqualTo(bits(undisturbed.state().parameters()));
    Checkpoint late = run("late", "loss.memory.size=40", "loss.memory.start-after=8");
    assertSameBits(late, without);
  }

  @Test
  void theMetricsTellHowFullItIs() {
    try (MetricsLog metrics = MetricsLog.open(folder("undisturbed"), InstantSource.system())) {
      String key = "\"" + Metric.MEMORY_EMBEDDINGS.key() + "\":";
      assertThat(metrics.lines().stream().filter(l -> l.contains("\"stage\":\"train\"")))
          .extracting(line -> line.replaceFirst(".*" + key + "([0-9.]+).*", "$1"))
          .extracting(Double::valueOf)
          .containsExactly(0.0, 32.0, 40.0, 40.0);
    }
  }

  @Test
  void anExecutorKilledInMidRoundChangesNothing() {
    try (KillInRound kill = KillInRound.of(spark, "train: round 3,")) {
      assertSameBits(run("killed", MEMORY), undisturbed);
      assertThat(kill.lostExecutors()).isEqualTo(1);
    }
  }

  @Test
  void aStoppedRunRemembersWhereItGoesOn() {
    assertSameBits(stoppedAndResumed("stopped", 3, MEMORY), undisturbed);
  }

  @Test
  void anExactRunRemembersToo() {
    Checkpoint exact = run("exact", EXACT);
    assertThat(exact.memory().n()).isEqualTo(40);
    assertSameBits(stoppedAndResumed("exact-stopped", 3, EXACT), exact);
    String[] without = EXACT.clone();
    without[0] = "loss.memory.size=0";
    assertThat(bits(run("exact-without", without).state().parameters()))
        .isNotEqualTo(bits(exact.state().parameters()));
  }

  /** Asked to stop after a round that is between two checkpoints, then run again. */
  private static Checkpoint stoppedAndResumed(String id, int last, String... more) {
    StopSignal stop = new StopSignal();
    IntConsumer request =
        round -> {
          if (round == last) {
            stop.request();
          }
        };
    assertThatThrownBy(() -> run(id, stop, request, more))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("checkpoints/round-0000000" + last);
    List<Integer> done = new ArrayList<>();
    Checkpoint end = run(id, new StopSignal(), done::add, more);
    assertThat(done).containsExactly(last + 1);
    return end;
  }
}

package dev.kindred.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.BatchStream;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.spark.RoundResult;
import dev.kindred.engine.spark.Rounds;
import dev.kindred.engine.spark.SparkTrainer;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/** What rounds of replicas that compute nothing cost. */
final class RoundScaling {
  private static final double MB = 1e-6;
  private static final int WARM_UP = 3;
  private static final int N = 80;

  private final JavaSparkContext spark;
  private final int executors;
  private final int rounds;

  RoundScaling(JavaSparkContext spark, int executors, int rounds) {
    this.spark = spark;
    this.executors = executors;
    this.rounds = rounds;
  }

  /** Labels without images. */
  private record NoImages() implements BatchSource {
    @Override
    public BatchStream open(List<BatchPlan> plans) {
      Iterator<BatchPlan> left = plans.iterator();
      return new BatchStream() {
        @Override
        public boolean hasNext() {
          return left.hasNext();
        }

        @Override
        public TrainingBatch next() {
          BatchPlan plan = left.next();
          return new TrainingBatch(new float[0], plan.labels(), plan.seed());
        }

        @Override
        public long waitedNanos() {
          return 0;
        }

        @Override
        public void close() {}
      };
    }
  }

  static String header() {
    return """
        | way | executors | millions | round s | after training s | driver's CPU s | driver in | driver out |\
         executor in | executor out | to disk | 2 S (W-1)/W | S/W |
        |%s"""
        .formatted(" --- |".repeat(13));
  }

  /** One line: medians of seconds, means of megabytes a round. */
  String line(String way, int parameters) {
    boolean exact = way.equals("exact");
    boolean half = way.equals("bf16") || way.equals("differences");
    NetworkSpec spec =
        new NetworkSpec(
            BackboneRegistry.get("bn-inception", 224),
            Pooling.AVERAGE,
            512,
            true,
            Backbone.INPUT,
            0,
            0,
            1);
    ReplicaRecipe recipe =
        new ReplicaRecipe(
            spec,
            Optimizer.adam(LearningRate.constant(1e-5), 1),
            new MultiSimilarity(2, 40, 0.5, null),
            N / 5,
            new CostlessEngine(parameters));
    SparkTrainer trainer =
        new SparkTrainer(
            spark,
            way + parameters,
            recipe,
            new Rounds(
                true,
                exact,
                0,
                1,
                half,
                new ChunkedBatches(0),
                way.equals("driver"),
                way.equals("overlap"),
                way.equals("differences")),
            StateDict.of("none", List.of()));
    int steps = exact ? 1 : 10;
    List<Double> seconds = new ArrayList<>();
    List<Double> averaging = new ArrayList<>();
    long[] pids = new long[0];
    List<ProcessIo> before = List.of();
    ProcessIo driverBefore = null;
    long cpuBefore = 0;
    for (int i = 0; i < WARM_UP + rounds; i++) {
      if (i == WARM_UP) {
        settle(trainer);
        before = io(pids);
        driverBefore = ProcessIo.of(ProcessHandle.current().pid());
        cpuBefore = cpu();
      }
      RoundResult result = trainer.round(hands(i, steps), new NoImages(), way, false);
      pids = result.slots().stream().mapToLong(s -> s.processId()).distinct().toArray();
      if (i >= WARM_UP) {
        seconds.add(result.seconds());
        averaging.add(result.averageSeconds());
      }
    }
    settle(trainer);
    long cpuAfter = cpu();
    ProcessIo driver = ProcessIo.of(ProcessHandle.current().pid()).minus(driverBefore);
    List<ProcessIo> after = io(pids);
    if (after.size() != executors) {
      throw new IllegalStateException("executors have changed: " + after.size());
    }
    List<ProcessIo> first = before;
    List<ProcessIo> moved =
        IntStream.range(0, executors).mapToObj(e -> after.get(e).minus(first.get(e))).toList();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.1f | %.3f | %.3f | %.3f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |",
        way,
        executors,
        parameters * MB,
        median(seconds),
        median(averaging),
        (cpuAfter - cpuBefore) * 1e-9 / rounds,
        driver.in() * MB / rounds,
        driver.sent() * MB / rounds,
        moved.stream().mapToLong(ProcessIo::in).average().orElseThrow() * MB / rounds,
        moved.stream().mapToLong(ProcessIo::sent).average().orElseThrow() * MB / rounds,
        moved.stream().mapToLong(ProcessIo::disk).average().orElseThrow() * MB / rounds,
        2.0 * (executors - 1) / executors * bytesOf(way) * parameters * MB,
        1.0 / executors * bytesOf(way) * parameters * MB);
  }

  /** What moves of a parameter and its moments in one direction. */
  private static int bytesOf(String way) {
    return switch (way) {
      case "bf16" -> 8;
      case "differences" -> 6;
      case "overlap", "exact" -> 4;
      default -> 12;
    };
  }

  /** Waits for the driver's copy; replicas that differ are not averaged for it. */
  private static void settle(SparkTrainer trainer) {
    if (trainer.isCommon()) {
      trainer.values();
    }
  }

  private List<ProcessIo> io(long[] pids) {
    return java.util.Arrays.stream(pids).sorted().mapToObj(ProcessIo::of).toList();
  }

  private List<List<BatchPlan>> hands(int round, int steps) {
    int[] ids = IntStream.range(0, N).toArray();
    int[] labels = IntStream.of(ids).map(i -> i / 5).toArray();
    return IntStream.range(0, executors)
        .mapToObj(
            w ->
                IntStream.range(0, steps)
                    .mapToObj(b -> new BatchPlan(ids, labels, 1000L * round + 10L * w + b))
                    .toList())
        .toList();
  }

  /** What this process has computed so far. */
  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  /** Seconds of a Spark job of as many tasks as executors that do nothing. */
  double emptyJob() {
    List<Double> seconds = new ArrayList<>();
    List<Integer> slots = IntStream.range(0, executors).boxed().toList();
    for (int i = 0; i < WARM_UP + 3 * rounds; i++) {
      long start = System.nanoTime();
      spark.parallelize(slots, executors).map(slot -> slot).collect();
      if (i >= WARM_UP) {
        seconds.add((System.nanoTime() - start) * 1e-9);
      }
    }
    return median(seconds);
  }
}

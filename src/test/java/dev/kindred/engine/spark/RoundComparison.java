package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.BatchStream;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.choice.Engines;
import dev.kindred.engine.dl4j.BenchmarkGraph;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Loss;
import dev.kindred.loss.PairLoss;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** The rounds that {@link dev.kindred.bench.RoundBenchmark} times. */
public final class RoundComparison {
  private static final int WORKERS = 2;
  private static final int N = 16;
  private static final int WARM_UP = 2;
  private static final int DIM = 512;
  private static final PairLoss PAIRS = new MultiSimilarity(2, 40, 0.5, null);

  private final JavaSparkContext spark;
  private final int rounds;
  private final int steps;
  private final int size;
  private final int memory;

  /**
   * @param rounds timed ones
   * @param steps batches of 16 images that each executor takes in a round
   * @param size side of the images
   * @param memory embeddings of a cross-batch memory; 0 to leave it out
   */
  public RoundComparison(JavaSparkContext spark, int rounds, int steps, int size, int memory) {
    this.spark = spark;
    this.rounds = rounds;
    this.steps = steps;
    this.size = size;
    this.memory = memory;
  }

  /**
   * Medians in seconds.
   *
   * @param what was timed
   * @param round whole round as the driver sees it
   * @param compute of the slower executor: forward, loss, backward, update
   * @param average on the driver
   */
  public record Timing(String what, double round, double compute, double average) {}

  /** Noise that is there before it is asked for. */
  private record Noise(int size) implements BatchSource {
    @Override
    public BatchStream open(List<BatchPlan> plans) {
      return new Stream(plans.stream().map(plan -> batch(plan, size)).iterator());
    }

    static TrainingBatch batch(BatchPlan plan, int size) {
      SplittableRandom random = new SplittableRandom(plan.seed());
      float[] images = new float[N * size * size * 3];
      for (int i = 0; i < images.length; i++) {
        images[i] = (float) random.nextDouble(-1, 1);
      }
      return new TrainingBatch(images, plan.labels(), plan.seed());
    }

    private record Stream(Iterator<TrainingBatch> batches) implements BatchStream {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public TrainingBatch next() {
        return batches.next();
      }

      @Override
      public long waitedNanos() {
        return 0;
      }

      @Override
      public void close() {}
    }
  }

  private ReplicaRecipe recipe(Loss loss) {
    NetworkSpec spec =
        new NetworkSpec(
            BackboneRegistry.get("bn-inception", size),
            Pooling.AVERAGE,
            DIM,
            true,
            Backbone.INPUT,
            0,
            0,
            1);
    return new ReplicaRecipe(
        spec, Optimizer.adam(LearningRate.constant(1e-5), 1), loss, N / 2, Engines.dl4j());
  }

  /** Random embeddings of unit length. */
  private MemoryRows remembered() {
    SplittableRandom random = new SplittableRandom(1);
    float[] x = new float[memory * DIM];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() / Math.sqrt(DIM));
    }
    return new MemoryRows(new FloatVector(x), random.ints(memory, 0, N / 2).toArray());
  }

  private static BatchPlan plan(int seed) {
    int[] ids = IntStream.range(0, N).toArray();
    return new BatchPlan(ids, IntStream.of(ids).map(i -> i / 2).toArray(), seed);
  }

  /**
   * All of them, one after the other.
   *
   * @param each told at once
   */
  public void run(Consumer<Timing> each) {
    each.accept(ours("parameters and moments", new Rounds(true, false), PAIRS));
    if (memory > 0) {
      Loss loss = new CrossBatchMemory(PAIRS, memory, 0);
      each.accept(ours("these and a memory of " + memory, new Rounds(true, false), loss));
    }
    Timing parameters = ours("parameters", new Rounds(false, false), PAIRS);
    each.accept(parameters);
    each.accept(theirs(parameters.compute()));
  }

  private Timing ours(String what, Rounds kind, Loss loss) {
    SparkTrainer trainer =
        new SparkTrainer(spark, what, recipe(loss), kind, StateDict.of("none", List.of()));
    if (loss instanceof CrossBatchMemory) {
      trainer.restore(remembered());
    }
    List<List<BatchPlan>> hands =
        IntStream.range(0, WORKERS)
            .mapToObj(w -> IntStream.range(0, steps).mapToObj(b -> plan(steps * w + b)).toList())
            .toList();
    List<RoundResult> results = new ArrayList<>();
    for (int i = 0; i < WARM_UP + rounds; i++) {
      RoundResult result = trainer.round(hands, new Noise(size), what);
      if (i >= WARM_UP) {
        results.add(result);
      }
    }
    return new Timing(
        "ours, " + what,
        median(results.stream().mapToDouble(RoundResult::seconds).toArray()),
        median(results.stream().mapToDouble(RoundResult::computeSeconds).toArray()),
        median(results.stream().mapToDouble(RoundResult::averageSeconds).toArray()));
  }

  /**
   * @param compute of the same batches, measured with ours
   */
  private Timing theirs(double compute) {
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(WORKERS, 1)
            .batchSizePerWorker(N)
            .averagingFrequency(steps)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .saveUpdater(true)
            .build();
    SparkComputationGraph network =
        new SparkComputationGraph(spark, BenchmarkGraph.of(recipe(PAIRS)), master);
    List<MultiDataSet> batches =
        IntStream.range(0, WORKERS * steps)
            .mapToObj(i -> BenchmarkGraph.data(Noise.batch(plan(i), size), size))
            .toList();
    JavaRDD<MultiDataSet> data = spark.parallelize(batches, WORKERS);
    double[] seconds = new double[rounds];
    for (int i = -WARM_UP; i < rounds; i++) {
      long start = System.nanoTime();
      network.fitMultiDataSet(data);
      if (i >= 0) {
        seconds[i] = (System.nanoTime() - start) * 1e-9;
      }
    }
    return new Timing("ParameterAveragingTrainingMaster", median(seconds), compute, Double.NaN);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}

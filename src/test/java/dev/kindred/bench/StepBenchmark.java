package dev.kindred.bench;

import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.choice.Engines;
import dev.kindred.engine.dl4j.Dl4jReplica;
import dev.kindred.engine.dl4j.OtherKernels;
import dev.kindred.engine.onednn.UnfoldedKernels;
import dev.kindred.engine.torch.OnGpu;
import dev.kindred.image.RandomLevels;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.model.Weights;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Images a second in a training step and in embedding, without data loading: DL4J as shipped, and
 * Kindred with frozen and with live batch normalisation, and, in embedding only, with a
 * normalisation that is not folded into the convolutions. Variants take turns, so that a busy
 * machine slows all alike; medians over the turns are printed as a Markdown table. Threads: {@code
 * OMP_NUM_THREADS}.
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/test-classpath
 * OMP_NUM_THREADS=2 java -Xmx2g -Dorg.bytedeco.javacpp.maxbytes=10g \
 *   -Dorg.bytedeco.javacpp.maxphysicalbytes=14g $(cat target/kindred/java.options) \
 *   -cp target/classes:target/test-classes:$(cat target/test-classpath) \
 *   dev.kindred.bench.StepBenchmark --backbone bn-inception --size 224 --batch 16
 * </pre>
 *
 * <p>Beside it: {@code src/test/python/engine/step_timing.py}, the same step in PyTorch.
 */
public final class StepBenchmark {
  private static final int DIM = 512;

  @Option(names = "--backbone", description = "bn-inception or efficientnet-lite0")
  private String backbone = "efficientnet-lite0";

  @Option(names = "--size", description = "Side of the images in pixels.")
  private int size = 96;

  @Option(names = "--batch", description = "Images in a step.")
  private int batch = 64;

  @Option(
      names = "--variants",
      split = ",",
      description = "Any of stock, frozen, live, head, from:<node>, unfolded.")
  private List<String> variants = List.of("stock", "frozen", "live");

  @Option(
      names = "--engine",
      split = ",",
      description = "dl4j, torch or both: what computes frozen and live.")
  private List<String> engines = List.of("dl4j");

  @Option(names = "--precision", split = ",", description = "Any of fp32, tf32, bf16.")
  private List<String> precisions = List.of("fp32");

  @Option(names = "--gpu", description = "Compute on the machine's first GPU.")
  private boolean gpu;

  @Option(names = "--fast", description = "Let cuDNN choose, at the price of the same bits.")
  private boolean fast;

  @Option(names = "--turns", description = "Turns of each variant.")
  private int turns = 3;

  @Option(names = "--steps", description = "Steps in a turn.")
  private int steps = 4;

  @Option(names = "--stock-steps", description = "Steps in a turn of DL4J as shipped.")
  private int stockSteps = 1;

  /** Something to be timed. */
  private interface Variant {
    void train(int steps);

    void embed(int steps);

    default boolean trains() {
      return true;
    }
  }

  /** Images a second. */
  private record Speed(double train, double embed) {}

  private final Random random = new Random(1);

  private StepBenchmark() {}

  /** Prints the table. */
  public static void main(String[] args) {
    StepBenchmark benchmark = new StepBenchmark();
    new CommandLine(benchmark).parseArgs(args);
    benchmark.run(System.out);
  }

  private void run(PrintStream out) {
    Backbone network = BackboneRegistry.get(backbone, size);
    Map<String, Variant> made = new LinkedHashMap<>();
    for (String name : variants) {
      switch (name) {
        case "stock" -> made.put(name, stock(network));
        case "unfolded" -> made.put(name, unfolded(network));
        default ->
            engines.forEach(
                engine ->
                    precisions.forEach(
                        precision ->
                            made.put(
                                named(name, engine, precision),
                                kindred(network, name, engine, precision))));
      }
    }
    made.values().forEach(v -> time(v, 1));
    Map<String, List<Speed>> speeds = new LinkedHashMap<>();
    for (int turn = 0; turn < turns; turn++) {
      made.forEach(
          (name, v) ->
              speeds
                  .computeIfAbsent(name, unused -> new ArrayList<>())
                  .add(time(v, name.equals("stock") ? stockSteps : steps)));
    }
    print(out, speeds);
  }

  private String named(String variant, String engine, String precision) {
    return variant
        + (engines.size() > 1 ? ", " + engine : "")
        + (precisions.size() > 1 ? ", " + precision : "");
  }

  private Speed time(Variant variant, int count) {
    long start = System.nanoTime();
    variant.train(count);
    if (gpu) {
      // The last step's gradients and update are still under way.
      OnGpu.finish();
    }
    long trained = System.nanoTime();
    variant.embed(count);
    long embedded = System.nanoTime();
    double images = 1e9 * count * batch;
    return new Speed(
        variant.trains() ? images / (trained - start) : Double.NaN, images / (embedded - trained));
  }

  private void print(PrintStream out, Map<String, List<Speed>> speeds) {
    out.printf(
        Locale.ROOT,
        "%s, %d px, batch %d, %s, OMP_NUM_THREADS=%s, median of %d turns, images/s%n%n",
        backbone,
        size,
        batch,
        String.join(", ", precisions),
        System.getenv("OMP_NUM_THREADS"),
        turns);
    out.println("| variant | train | embed | train, ratio | embed, ratio |");
    out.println("| --- | --- | --- | --- | --- |");
    Speed base = median(speeds.values().iterator().next());
    speeds.forEach(
        (name, all) -> {
          Speed s = median(all);
          out.printf(
              Locale.ROOT,
              "| %s | %.2f | %.2f | %.2f | %.2f |%n",
              name,
              s.train(),
              s.embed(),
              s.train() / base.train(),
              s.embed() / base.embed());
        });
  }

  private static Speed median(List<Speed> all) {
    double[] train = all.stream().mapToDouble(Speed::train).sorted().toArray();
    double[] embed = all.stream().mapToDouble(Speed::embed).sorted().toArray();
    return new Speed(train[train.length / 2], embed[embed.length / 2]);
  }

  private float[] gaussian(int n, double deviation) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private Variant stock(Backbone network) {
    ComputationGraph graph = StockNetwork.create(network, DIM);
    INDArray images = Nd4j.create(gaussian(batch * 3 * size * size, 1), shape(), 'c');
    INDArray targets = Nd4j.create(gaussian(batch * DIM, 0.04), new long[] {batch, DIM}, 'c');
    return new Variant() {
      @Override
      public void train(int count) {
        for (int i = 0; i < count; i++) {
          graph.fit(new INDArray[] {images}, new INDArray[] {targets});
        }
      }

      @Override
      public void embed(int count) {
        for (int i = 0; i < count; i++) {
          graph.outputSingle(false, images);
        }
      }
    };
  }

  private long[] shape() {
    return new long[] {batch, 3, size, size};
  }

  /** Embeds without folding; does not train. */
  private Variant unfolded(Backbone network) {
    Replica replica = replica(network, true, Backbone.INPUT, "dl4j", "fp32");
    OtherKernels.use((Dl4jReplica) replica, new UnfoldedKernels());
    float[] images = gaussian(batch * size * size * 3, 1);
    return new Variant() {
      @Override
      public void train(int count) {}

      @Override
      public boolean trains() {
        return false;
      }

      @Override
      public void embed(int count) {
        for (int i = 0; i < count; i++) {
          replica.embed(images, batch);
        }
      }
    };
  }

  private static String trainFrom(String variant) {
    return switch (variant) {
      case "frozen", "live" -> Backbone.INPUT;
      case "head" -> null;
      default -> variant.replaceFirst("^from:", "");
    };
  }

  private Replica replica(
      Backbone network, boolean frozen, String trainFrom, String engine, String precision) {
    NetworkSpec spec = new NetworkSpec(network, Pooling.AVERAGE, DIM, frozen, trainFrom, 0, 0, 1);
    Optimizer optimizer = Optimizer.adam(LearningRate.constant(1e-5), 10);
    Precision numbers = Precision.valueOf(precision.toUpperCase(Locale.ROOT));
    Replica replica =
        new ReplicaRecipe(
                spec,
                optimizer,
                new MultiSimilarity(2, 40, 0.5, null),
                1,
                gpu ? new OnGpu(numbers, !fast) : Engines.of(engine, false, numbers, !fast))
            .create();
    replica.load(weights(network));
    return replica;
  }

  private Variant kindred(Backbone network, String variant, String engine, String precision) {
    Replica replica =
        replica(network, !variant.equals("live"), trainFrom(variant), engine, precision);
    float[] images = gaussian(batch * size * size * 3, 1);
    int[] labels = new int[batch];
    Arrays.setAll(labels, i -> i / 4);
    TrainingBatch step =
        gpu
            ? new TrainingBatch(RandomLevels.of(batch, size, 1), labels, 0)
            : new TrainingBatch(images, labels, 0);
    return new Variant() {
      @Override
      public void train(int count) {
        for (int i = 0; i < count; i++) {
          double[] loss = replica.train(List.of(step).iterator());
          if (!Double.isFinite(loss[0])) {
            throw new IllegalStateException("the loss is " + loss[0]);
          }
        }
      }

      @Override
      public void embed(int count) {
        for (int i = 0; i < count; i++) {
          replica.embed(images, batch);
        }
      }
    };
  }

  /** He et al. 2015 for convolutions; identity for the normalisation. */
  private StateDict weights(Backbone network) {
    List<Tensor> tensors = new ArrayList<>();
    Weights.expected(network)
        .forEach(
            (name, shape) -> {
              int n = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
              float[] data = new float[n];
              if (shape.length == 4) {
                data = gaussian(n, Math.sqrt(2.0 / (shape[1] * shape[2] * shape[3])));
              } else if (!name.endsWith(".bias") && !name.endsWith("_mean")) {
                Arrays.fill(data, 1);
              }
              tensors.add(new Tensor(name, shape, data));
            });
    int features = network.features();
    tensors.add(
        new Tensor("head.weight", new int[] {DIM, features}, gaussian(DIM * features, 0.03)));
    return StateDict.of("random", tensors);
  }
}

package dev.kindred.bench;

import dev.kindred.engine.Engine;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.choice.Engines;
import dev.kindred.engine.torch.OnGpu;
import dev.kindred.image.RandomCrops;
import dev.kindred.image.RenderedImages;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.GoldenNetworks;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Whether a GPU computes what the CPU does: {@code src/test/gpu/check} runs it. Ends with status 1
 * when it does not.
 */
public final class GpuCheck {
  private static final int STEPS = 5;
  private static final int SIZE = 96;
  private static final int BATCH = 32;
  private static final double BETA = 40;

  private final List<String> failures = new ArrayList<>();

  private GpuCheck() {}

  /** Prints a list of what was found. */
  public static void main(String[] args) {
    GpuCheck check = new GpuCheck();
    check.run();
    if (!check.failures.isEmpty()) {
      throw new IllegalStateException(String.join("; ", check.failures));
    }
  }

  private record Steps(double[] losses, ReplicaState state, float[] embeddings) {}

  private static Steps train(Engine engine) {
    Backbone backbone = BackboneRegistry.get("efficientnet-lite0", SIZE);
    NetworkSpec spec =
        new NetworkSpec(backbone, Pooling.AVERAGE, 64, true, Backbone.INPUT, 0, 0, 1);
    Optimizer adam = Optimizer.adam(LearningRate.constant(1e-4), 10);
    ReplicaRecipe recipe =
        new ReplicaRecipe(spec, adam, new MultiSimilarity(2, BETA, 0.5, null), BATCH / 4, engine);
    Random random = new Random(1);
    float[] images = gaussian(random, BATCH * SIZE * SIZE * 3, 1);
    float[] head = gaussian(random, 64 * backbone.features(), 0.03);
    int[] labels = IntStream.range(0, BATCH).map(i -> i / 4).toArray();
    List<Tensor> tensors =
        new ArrayList<>(
            GoldenNetworks.load(GoldenNetworks.PUBLISHED).stateDict().tensors().values());
    tensors.add(new Tensor("head.weight", new int[] {64, backbone.features()}, head));
    try (Replica replica = recipe.create()) {
      replica.load(StateDict.of("published", tensors));
      float[] embeddings = replica.embed(images, BATCH);
      TrainingBatch batch = new TrainingBatch(images, labels, 0);
      double[] losses = replica.train(IntStream.range(0, STEPS).mapToObj(i -> batch).iterator());
      return new Steps(losses, replica.state(), embeddings);
    }
  }

  private static float[] gaussian(Random random, int n, double deviation) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private void run() {
    Steps cpu = train(Engines.of("torch", false, Precision.FP32, true));
    for (Precision precision : Precision.values()) {
      OnGpu engine = new OnGpu(precision, true);
      Steps gpu = train(engine);
      if (precision == Precision.FP32) {
        System.out.println("\n" + engine.describe() + "\n");
      }
      check(precision + ", " + STEPS + " losses, relative", losses(gpu, cpu), lossBound(precision));
      // Before the steps: Adam turns the rounding of a gradient near zero into a whole step.
      double bound = precision == Precision.FP32 ? 1e-3 : 5e-2;
      check(precision + ", embeddings", largest(gpu.embeddings, cpu.embeddings), bound);
      RenderedImages crops = RandomCrops.of(BATCH, SIZE, 2);
      double pixels = largest(engine.brought(crops, BATCH, SIZE), crops.values());
      check(precision + ", crops resized there, in deviations", pixels, cropBound(precision));
      Steps again = train(engine);
      boolean same =
          Arrays.equals(again.state.parameters().values(), gpu.state.parameters().values())
              && Arrays.equals(again.state.optimizer().values(), gpu.state.optimizer().values());
      check(precision + ", the same seed again, 0 for the same bits", same ? 0 : 1, 0.5);
    }
  }

  /**
   * The loss is a sum of exp(beta s): what a similarity s is rounded by counts {@link #BETA} times.
   * A mantissa has 10 bits in tf32, 8 in bf16.
   */
  private static double lossBound(Precision precision) {
    return switch (precision) {
      case FP32 -> 1e-3;
      case TF32 -> BETA / (1 << 10);
      case BF16 -> BETA / (1 << 8);
    };
  }

  /**
   * Values are up to 2.5 deviations; the products of a kernel are in tf32 where that is allowed.
   */
  private static double cropBound(Precision precision) {
    return precision == Precision.FP32 ? 1e-4 : 1e-2;
  }

  private static double losses(Steps a, Steps b) {
    double worst = 0;
    for (int i = 0; i < STEPS; i++) {
      worst = Math.max(worst, Math.abs(a.losses[i] / b.losses[i] - 1));
    }
    return worst;
  }

  private static double largest(float[] a, float[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs((double) a[i] - b[i]));
    }
    return worst;
  }

  private void check(String what, double value, double bound) {
    String line = String.format(Locale.ROOT, "%s: %.2g (below %.2g)", what, value, bound);
    System.out.println((value < bound ? "- " : "- FAILED ") + line);
    if (!(value < bound)) {
      failures.add(line);
    }
  }
}

package dev.kindred.bench;

import dev.kindred.engine.Clip;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.UpdateRule;
import dev.kindred.engine.choice.Engines;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.model.Weights;
import dev.kindred.train.ExecutorNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Memory that a replica takes beyond the heap, measured for {@link ExecutorNeed}: the peak resident
 * size of this process less its heap, after two steps.
 *
 * <p>Usage: {@code MemoryProbe BACKBONE SIZE BATCH [NORMALISATION frozen|live]}
 */
public final class MemoryProbe {
  private static final int CLASSES = 1000;

  private MemoryProbe() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    int size = Integer.parseInt(args[1]);
    int n = Integer.parseInt(args[2]);
    boolean frozen = args.length < 4 || args[3].equals("frozen");
    NetworkSpec spec =
        new NetworkSpec(
            BackboneRegistry.get(args[0], size),
            Pooling.AVERAGE,
            512,
            frozen,
            Backbone.INPUT,
            0,
            0,
            1);
    ReplicaRecipe recipe =
        new ReplicaRecipe(
            spec,
            new Optimizer(
                LearningRate.constant(1e-6),
                1,
                0,
                new UpdateRule.Adam(0.9, 0.999, 1e-8, true),
                Clip.norm(0)),
            new MultiSimilarity(2, 40, 0.5, null),
            CLASSES,
            Engines.dl4j());
    float[] images = new float[n * size * size * 3];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i / 2;
    }
    long before = kilobytes("VmRSS");
    try (Replica replica = recipe.create()) {
      replica.load(StateDict.of("random", weights(spec.backbone(), random)));
      TrainingBatch batch = new TrainingBatch(images, labels, 1);
      replica.train(List.of(batch, batch).iterator());
      long peak = kilobytes("VmHWM");
      Runtime java = Runtime.getRuntime();
      System.out.printf(
          Locale.ROOT,
          "%s %d px, batch %d, %s: %d MiB at the peak, heap %d, %d before the network; state %d"
              + " floats, activations %.1f MiB an image; estimate %d%n",
          args[0],
          size,
          n,
          frozen ? "frozen" : "live",
          peak >> 10,
          java.totalMemory() >> 20,
          before >> 10,
          replica.state().parameters().length(),
          ExecutorNeed.kept(spec) / 1048576.0,
          ExecutorNeed.comfortable(spec, n) >> 20);
    }
  }

  private static List<Tensor> weights(Backbone backbone, SplittableRandom random) {
    List<Tensor> tensors = new ArrayList<>();
    Weights.expected(backbone)
        .forEach(
            (name, shape) -> {
              if (shape.length == 4) {
                int fanIn = shape[1] * shape[2] * shape[3];
                float[] values = new float[shape[0] * fanIn];
                for (int i = 0; i < values.length; i++) {
                  values[i] = (float) (random.nextDouble(-1, 1) / Math.sqrt(fanIn));
                }
                tensors.add(new Tensor(name, shape, values));
              }
            });
    return tensors;
  }

  private static long kilobytes(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}

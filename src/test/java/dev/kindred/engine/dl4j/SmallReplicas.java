package dev.kindred.engine.dl4j;

import dev.kindred.engine.Clip;
import dev.kindred.engine.Engine;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.UpdateRule;
import dev.kindred.loss.Loss;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.GoldenNetworks;
import dev.kindred.model.MiniNetwork;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Small networks and batches of noise. */
public final class SmallReplicas {
  private static final int SIZE = 32;
  private static final int DIM = 8;

  private SmallReplicas() {}

  /** {@link MiniNetwork} at 32 pixels with frozen normalisation, every optimiser setting in use. */
  public static ReplicaRecipe recipe(Loss loss, int classes) {
    return recipe(loss, classes, new Dl4jEngine(Precision.FP32));
  }

  /** The same on any engine. */
  public static ReplicaRecipe recipe(Loss loss, int classes, Engine engine) {
    return recipe(MiniNetwork.of(SIZE), loss, classes, engine);
  }

  /** EfficientNet-Lite0 in its place, where what is shown has to do with the network. */
  public static ReplicaRecipe lite0(Loss loss, int classes, Engine engine) {
    return recipe(BackboneRegistry.get("efficientnet-lite0", SIZE), loss, classes, engine);
  }

  private static ReplicaRecipe recipe(Backbone backbone, Loss loss, int classes, Engine engine) {
    Optimizer adam =
        new Optimizer(
            LearningRate.constant(1e-4),
            5,
            1e-4,
            new UpdateRule.Adam(0.9, 0.999, 1e-8, true),
            Clip.norm(0.5));
    int rows = loss instanceof ParametricLoss own ? own.rows(classes) : 0;
    int width = loss instanceof ParametricLoss own ? own.width(DIM) : 0;
    NetworkSpec spec =
        new NetworkSpec(backbone, Pooling.AVERAGE, DIM, true, Backbone.INPUT, rows, width, 5);
    return new ReplicaRecipe(spec, adam, loss, classes, engine);
  }

  /** The network's weights, a random head, proxies as the loss wants them. */
  public static StateDict weights(ReplicaRecipe recipe) {
    Backbone backbone = recipe.network().backbone();
    StateDict network =
        backbone.name().equals(MiniNetwork.NAME)
            ? MiniNetwork.weights(backbone)
            : GoldenNetworks.load(GoldenNetworks.PUBLISHED).stateDict();
    List<Tensor> tensors = new ArrayList<>(network.tensors().values());
    int features = backbone.features();
    tensors.add(new Tensor("head.weight", new int[] {DIM, features}, noise(1, DIM * features)));
    if (recipe.loss() instanceof ParametricLoss own) {
      int[] shape = {recipe.network().proxyRows(), recipe.network().proxyWidth()};
      tensors.add(new Tensor("proxies", shape, own.initial(recipe.classes(), DIM, 3)));
    }
    return StateDict.of("small", tensors);
  }

  /** A batch with two images of each of the classes. */
  public static TrainingBatch batch(long seed, int... classes) {
    int[] labels = IntStream.of(classes).flatMap(c -> IntStream.of(c, c)).toArray();
    return new TrainingBatch(noise(seed, labels.length * SIZE * SIZE * 3), labels, seed);
  }

  /** Both batches as one. */
  public static TrainingBatch joined(TrainingBatch a, TrainingBatch b) {
    float[] images = java.util.Arrays.copyOf(a.images(), a.images().length + b.images().length);
    System.arraycopy(b.images(), 0, images, a.images().length, b.images().length);
    int[] labels = IntStream.concat(IntStream.of(a.labels()), IntStream.of(b.labels())).toArray();
    return new TrainingBatch(images, labels, a.seed());
  }

  private static float[] noise(long seed, int n) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}

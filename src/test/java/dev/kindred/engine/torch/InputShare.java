package dev.kindred.engine.torch;

import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.image.RandomCrops;
import dev.kindred.image.RandomLevels;
import dev.kindred.image.RenderedImages;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.Pooling;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;

/**
 * The share of a training step on the machine's first GPU that goes into bringing the images there,
 * as bytes, as floats and as parts of pictures that are resized there: {@code src/test/gpu/check}
 * runs it.
 */
public final class InputShare {
  private static final int SIZE = 224;
  private static final int BATCH = 80;
  private static final int TURNS = 11;
  private static final int STEPS = 5;
  private static final double MILLIS = 1e-6;

  private InputShare() {}

  /** Prints a Markdown table. */
  public static void main(String[] args) {
    System.out.println(
        "| bn-inception, 80 images of 224 px | step, ms | bytes, ms | floats, ms | crops, ms |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (Precision precision : Precision.values()) {
      new InputShare().print(precision);
    }
  }

  private void print(Precision precision) {
    Backbone backbone = BackboneRegistry.get("bn-inception", SIZE);
    NetworkSpec spec =
        new NetworkSpec(backbone, Pooling.AVERAGE, 512, true, Backbone.INPUT, 0, 0, 1);
    ReplicaRecipe recipe =
        new ReplicaRecipe(
            spec,
            Optimizer.adam(LearningRate.constant(1e-5), 10),
            new MultiSimilarity(2, 40, 0.5, null),
            BATCH / 4,
            new OnGpu(precision, false));
    RenderedImages bytes = RandomLevels.of(BATCH, SIZE, 1);
    RenderedImages floats = new RenderedImages.Values(bytes.values());
    RenderedImages crops = RandomCrops.of(BATCH, SIZE, 1);
    int[] labels = new int[BATCH];
    Arrays.setAll(labels, i -> i / 4);
    TrainingBatch batch = new TrainingBatch(bytes, labels, 0);
    try (TorchReplica replica = (TorchReplica) recipe.create();
        ImageBuffer buffer = new ImageBuffer(Place.ofGpu(0), SIZE)) {
      replica.train(Collections.nCopies(STEPS, batch).iterator());
      double step =
          median(
                  () -> {
                    replica.train(Collections.nCopies(STEPS, batch).iterator());
                    OnGpu.finish();
                  })
              / STEPS;
      double asBytes = median(() -> bring(buffer, bytes));
      double asFloats = median(() -> bring(buffer, floats));
      double asCrops = median(() -> bring(buffer, crops));
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.2f (%.0f %%) | %.2f (%.0f %%) | %.2f (%.0f %%) |%n",
          precision.name().toLowerCase(Locale.ROOT),
          step,
          asBytes,
          100 * asBytes / step,
          asFloats,
          100 * asFloats / step,
          asCrops,
          100 * asCrops / step);
    }
  }

  @SuppressWarnings("try") // scopes free tensors at their end
  private static void bring(ImageBuffer buffer, RenderedImages images) {
    try (PointerScope scope = new PointerScope()) {
      // A number that depends on all of it is not there before the copy's end.
      buffer.bring(images, BATCH).sum().item_float();
    }
  }

  private static double median(Runnable work) {
    double[] times = new double[TURNS];
    for (int i = 0; i < TURNS; i++) {
      long start = System.nanoTime();
      work.run();
      times[i] = (System.nanoTime() - start) * MILLIS;
    }
    Arrays.sort(times);
    return times[TURNS / 2];
  }
}

package dev.kindred.loss;

import java.util.Random;
import java.util.stream.Stream;

/** Any loss as a function of the batch alone, for tests that hold for all of them. */
record Subject(String name, Loss loss) {
  /** Every loss as shipped, and every variant that has golden values. */
  static Stream<Subject> all() {
    return LossRegistry.names().stream()
        .flatMap(
            name ->
                Stream.concat(
                    Stream.of(LossRegistry.create(name, FixedConstants.shipped(name))),
                    Golden.cases(name).map(c -> LossRegistry.create(name, c.constants()))))
        .distinct()
        .map(loss -> new Subject(loss.toString(), loss));
  }

  /** Labels must be 0 .. classes - 1 where the loss has proxies. */
  LossValue evaluate(Batch batch, int classes) {
    if (loss instanceof MetricLoss metric) {
      return metric.evaluate(batch);
    }
    ParametricLoss parametric = (ParametricLoss) loss;
    float[] parameters = parametric.initial(classes, batch.d(), 5);
    ParametricValue value = parametric.evaluate(batch, parameters, classes);
    return new LossValue(value.value(), value.gradient());
  }

  /** Whether it draws at random or goes by the order of the batch. */
  boolean dependsOnOrder() {
    return name.contains("DistanceWeighted") || name.contains("NPairMultiClass");
  }

  /** Unit rows in clusters, one a class, with labels 0, 1, ..., 0, 1, ... */
  static Batch clustered(int n, int d, int classes, long seed) {
    Random random = new Random(seed);
    float[] centres = new float[classes * d];
    for (int k = 0; k < centres.length; k++) {
      centres[k] = (float) random.nextGaussian();
    }
    float[] x = new float[n * d];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % classes;
      double squares = 0;
      for (int k = 0; k < d; k++) {
        x[i * d + k] = (float) (centres[labels[i] * d + k] + 0.8 * random.nextGaussian());
        squares += x[i * d + k] * x[i * d + k];
      }
      for (int k = 0; k < d; k++) {
        x[i * d + k] /= (float) Math.sqrt(squares);
      }
    }
    return new Batch(x, labels, d, seed);
  }

  @Override
  public String toString() {
    return name;
  }
}

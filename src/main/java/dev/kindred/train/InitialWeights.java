package dev.kindred.train;

import dev.kindred.config.BackboneSettings;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.loss.Loss;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.model.WeightSource;
import dev.kindred.model.Weights;
import dev.kindred.run.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;

/** The weights that training starts from. */
final class InitialWeights {
  private InitialWeights() {}

  /**
   * Pretrained ones where configured, else PyTorch's default initialisation; a fresh head; proxies
   * as the loss wants them.
   *
   * @throws dev.kindred.run.KindredException when the file cannot be read or does not fit
   */
  static StateDict of(
      NetworkSpec spec,
      BackboneSettings settings,
      Loss loss,
      int classes,
      long seed,
      Configuration hadoop) {
    List<Tensor> tensors = new ArrayList<>();
    if (settings.weights().isPresent()) {
      StateDict given = WeightSource.read(settings.weights().get(), hadoop);
      tensors.addAll(Weights.check(spec.backbone(), given).tensors().values());
    } else {
      SplittableRandom random = RandomStream.BACKBONE.open(seed);
      Weights.expected(spec.backbone())
          .forEach(
              (name, shape) -> {
                if (spec.backbone().hasTokens()) {
                  tokens(name, shape, random).ifPresent(tensors::add);
                } else if (shape.length == 4) {
                  int fanIn = shape[1] * shape[2] * shape[3];
                  tensors.add(
                      new Tensor(name, shape, uniform(shape, 1 / Math.sqrt(fanIn), random)));
                }
              });
    }
    int features = spec.backbone().features();
    int[] linear = {spec.dim(), features};
    SplittableRandom random = RandomStream.HEAD.open(seed);
    tensors.add(
        new Tensor("head.weight", linear, head(settings.headInit(), spec.dim(), features, random)));
    tensors.add(new Tensor("head.bias", new int[] {spec.dim()}, new float[spec.dim()]));
    if (loss instanceof ParametricLoss own) {
      int[] shape = {spec.proxyRows(), spec.proxyWidth()};
      tensors.add(
          new Tensor(
              "proxies", shape, own.initial(classes, spec.dim(), RandomStream.LOSS.seed(seed))));
    }
    return StateDict.of("initial weights", tensors);
  }

  /** As timm: a normal distribution of 0.02, linear biases 0; normalisations are as they are. */
  private static Optional<Tensor> tokens(String name, int[] shape, SplittableRandom random) {
    return shape.length == 1
        ? Optional.empty()
        : Optional.of(
            new Tensor(
                name,
                shape,
                normal(Arrays.stream(shape).reduce(1, Math::multiplyExact), 0.02, random)));
  }

  /** {@code [dim, features]} row-major. */
  static float[] head(
      BackboneSettings.HeadInit init, int dim, int features, SplittableRandom random) {
    return switch (init) {
      case ORTHOGONAL -> Orthogonal.matrix(dim, features, random);
      case DEFAULT -> uniform(new int[] {dim, features}, 1 / Math.sqrt(features), random);
      case KAIMING_FAN_IN -> normal(dim * features, Math.sqrt(2.0 / features), random);
      case KAIMING_FAN_OUT -> normal(dim * features, Math.sqrt(2.0 / dim), random);
    };
  }

  private static float[] normal(int n, double deviation, SplittableRandom random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private static float[] uniform(int[] shape, double bound, SplittableRandom random) {
    int n = 1;
    for (int s : shape) {
      n *= s;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
  }
}

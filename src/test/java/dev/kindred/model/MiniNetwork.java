package dev.kindred.model;

import dev.kindred.image.Normalization;
import java.util.ArrayList;
import java.util.List;

/**
 * What EfficientNet-Lite0 is made of (dense and depthwise convolutions, frozen normalisation, a
 * residual sum), once each: a tenth of its layers and a fiftieth of its parameters. For tests of
 * what is done with a network, whichever it is.
 */
public final class MiniNetwork {
  public static final String NAME = "mini";

  private MiniNetwork() {}

  /** For images of {@code size} x {@code size} pixels, at least 32. */
  public static Backbone of(int size) {
    Layers layers = new Layers(size);
    String x = conv(layers, "stem", Backbone.INPUT, 16, 3, 2, 1, Activation.RELU6);
    x = conv(layers, "b0_depthwise", x, 16, 3, 2, 16, Activation.RELU6);
    String in = conv(layers, "b0", x, 16, 1, 1, 1, Activation.IDENTITY);
    x = conv(layers, "b1_expand", in, 64, 1, 1, 1, Activation.RELU6);
    x = conv(layers, "b1_depthwise", x, 64, 3, 1, 64, Activation.RELU6);
    x = conv(layers, "b1_project", x, 16, 1, 1, 1, Activation.IDENTITY);
    x = layers.add(new Node.Add("b1", List.of(x, in), Activation.IDENTITY));
    x = conv(layers, "b2", x, 64, 3, 2, 1, Activation.RELU6);
    x = conv(layers, "head", x, 96, 3, 2, 1, Activation.RELU6);
    // As large networks have of small images: maps of one position.
    conv(layers, "top", x, 96, 3, 2, 1, Activation.RELU6);
    Normalization any = new Normalization(false, new float[3], new float[] {1, 1, 1});
    return layers.build(NAME, any);
  }

  private static String conv(
      Layers layers,
      String name,
      String in,
      int out,
      int kernel,
      int stride,
      int groups,
      Activation activation) {
    return layers.add(
        new Node.Conv(
            name,
            in,
            "_" + name + "_conv",
            layers.channels(in),
            out,
            kernel,
            stride,
            Padding.same(layers.side(in), kernel, stride),
            groups,
            false,
            new BatchNorm("_" + name + "_bn", 1e-3, 0.01),
            activation));
  }

  /** Weights with which signals neither vanish nor explode, and normalisation does something. */
  public static StateDict weights(Backbone mini) {
    SeededNumbers numbers = new SeededNumbers(1);
    List<Tensor> tensors = new ArrayList<>();
    Weights.expected(mini)
        .forEach(
            (name, shape) ->
                tensors.add(
                    shape.length > 1 ? numbers.tensor(name, shape) : vector(numbers, name, shape)));
    return StateDict.of("mini", tensors);
  }

  private static Tensor vector(SeededNumbers numbers, String name, int... shape) {
    boolean scales = name.endsWith(".weight") || name.endsWith(".running_var");
    return scales
        ? numbers.between(name, 0.75, 1.25, shape)
        : numbers.between(name, -0.25, 0.25, shape);
  }
}

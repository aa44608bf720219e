package dev.kindred.model;

import dev.kindred.image.Normalization;
import java.util.List;

/**
 * EfficientNet-Lite0 to Lite2: EfficientNet-B0 to B2 without squeeze-and-excitation and with ReLU6,
 * where stem, head and the number of blocks in the first and last stage stay as in Lite0.
 *
 * <p>Source: <a href="https://arxiv.org/abs/1905.11946">Tan and Le, 2019</a>; the names of the
 * tensors are those of the PyTorch package {@code efficientnet_lite_pytorch}. That package fixes
 * its paddings for 224 pixels; here they are TensorFlow's "SAME" at the size in use, which is the
 * same wherever each halved map has an even side.
 */
final class EfficientNetLite {
  /** Share by which a width may shrink when it is rounded to a multiple of {@link #WIDTH_STEP}. */
  private static final double LEAST_WIDTH = 0.9;

  private static final int WIDTH_STEP = 8;

  private static final Normalization LITE =
      new Normalization(
          false,
          new float[] {0.498f * 255, 0.498f * 255, 0.498f * 255},
          new float[] {0.502f * 255, 0.502f * 255, 0.502f * 255});

  /** Stride is that of the first block; the others have 1. */
  private record Stage(int blocks, int expand, int kernel, int stride, int out) {}

  // blocks, expand, kernel, stride, out
  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 1, 3, 1, 16),
          new Stage(2, 6, 3, 2, 24),
          new Stage(2, 6, 5, 2, 40),
          new Stage(3, 6, 3, 2, 80),
          new Stage(3, 6, 5, 1, 112),
          new Stage(4, 6, 5, 2, 192),
          new Stage(1, 6, 3, 1, 320));

  private final String name;
  private final double width;
  private final double depth;
  private final Layers layers;

  private EfficientNetLite(String name, double width, double depth, int size) {
    this.name = name;
    this.width = width;
    this.depth = depth;
    this.layers = new Layers(size);
  }

  /**
   * A network of the family.
   *
   * @param width by which Lite0's channels are multiplied
   * @param depth by which its blocks are
   */
  static Backbone of(String name, double width, double depth, int size) {
    return new EfficientNetLite(name, width, depth, size).build();
  }

  private Stage scaled(Stage s, boolean outer) {
    double wanted = s.out * width;
    int out = (int) (wanted + WIDTH_STEP / 2.0) / WIDTH_STEP * WIDTH_STEP;
    if (out < LEAST_WIDTH * wanted) {
      out += WIDTH_STEP;
    }
    int blocks = outer ? s.blocks : (int) Math.ceil(s.blocks * depth);
    return new Stage(blocks, s.expand, s.kernel, s.stride, out);
  }

  private Backbone build() {
    String x = conv("stem", "_conv_stem", "_bn0", Backbone.INPUT, 32, 3, 2, Activation.RELU6);
    int n = 0;
    for (int s = 0; s < STAGES.size(); s++) {
      Stage stage = scaled(STAGES.get(s), s == 0 || s == STAGES.size() - 1);
      for (int i = 0; i < stage.blocks; i++) {
        x = block(n++, x, stage, i == 0 ? stage.stride : 1);
      }
    }
    conv("head", "_conv_head", "_bn1", x, 1280, 1, 1, Activation.RELU6);
    return layers.build(name, LITE);
  }

  /** The last node of block n is named {@code bN}. */
  private String block(int n, String in, Stage s, int stride) {
    String name = "b" + n;
    String key = "_blocks." + n + ".";
    int wide = layers.channels(in) * s.expand;
    boolean residual = stride == 1 && layers.channels(in) == s.out;
    String x = in;
    if (s.expand > 1) {
      x =
          conv(
              name + "_expand",
              key + "_expand_conv",
              key + "_bn0",
              x,
              wide,
              1,
              1,
              Activation.RELU6);
    }
    x =
        layers.add(
            new Node.Conv(
                name + "_depthwise",
                x,
                key + "_depthwise_conv",
                wide,
                wide,
                s.kernel,
                stride,
                Padding.same(layers.side(x), s.kernel, stride),
                wide,
                false,
                norm(key + "_bn1"),
                Activation.RELU6));
    String last = residual ? name + "_project" : name;
    x = conv(last, key + "_project_conv", key + "_bn2", x, s.out, 1, 1, Activation.IDENTITY);
    return residual ? layers.add(new Node.Add(name, List.of(x, in), Activation.IDENTITY)) : x;
  }

  private String conv(
      String name,
      String key,
      String bn,
      String in,
      int out,
      int kernel,
      int stride,
      Activation a) {
    Padding padding = Padding.same(layers.side(in), kernel, stride);
    int channels = layers.channels(in);
    return layers.add(
        new Node.Conv(
            name, in, key, channels, out, kernel, stride, padding, 1, false, norm(bn), a));
  }

  private static BatchNorm norm(String key) {
    return new BatchNorm(key, 1e-3, 0.01);
  }
}

package dev.kindred.model;

import dev.kindred.image.Normalization;
import java.util.List;

/**
 * ResNet-50 as torchvision has it ("v1.5").
 *
 * <p>Source: <a href="https://arxiv.org/abs/1512.03385">He et al., 2015</a>. Departs from the paper
 * as torchvision does: the stride sits on the 3x3 convolution of a bottleneck, not on the first
 * 1x1.
 */
final class ResNet50 {
  static final String NAME = "resnet50";

  static final Normalization TORCHVISION =
      new Normalization(
          false,
          new float[] {0.485f * 255, 0.456f * 255, 0.406f * 255},
          new float[] {0.229f * 255, 0.224f * 255, 0.225f * 255});

  /** Stride is that of the first block; the others have 1. */
  private record Stage(int blocks, int width, int stride, int out) {}

  // blocks, width, stride, out
  private static final List<Stage> STAGES =
      List.of(
          new Stage(3, 64, 1, 256),
          new Stage(4, 128, 2, 512),
          new Stage(6, 256, 2, 1024),
          new Stage(3, 512, 2, 2048));

  private final Layers layers;

  private ResNet50(int size) {
    layers = new Layers(size);
  }

  static Backbone of(int size) {
    return new ResNet50(size).build();
  }

  private Backbone build() {
    String x = conv("conv1", "conv1", "bn1", Backbone.INPUT, 64, 7, 2, Activation.RELU);
    x = layers.add(new Node.Pool("pool1", x, true, 3, 2, Padding.of(1)));
    for (int stage = 0; stage < STAGES.size(); stage++) {
      Stage s = STAGES.get(stage);
      for (int i = 0; i < s.blocks; i++) {
        x = bottleneck((stage + 1) + "." + i, x, s, i == 0 ? s.stride : 1);
      }
    }
    return layers.build(NAME, TORCHVISION);
  }

  private String bottleneck(String id, String in, Stage s, int stride) {
    String key = "layer" + id + ".";
    String name = "layer" + id.replace('.', '_');
    String x =
        conv(name + "_conv1", key + "conv1", key + "bn1", in, s.width, 1, 1, Activation.RELU);
    x = conv(name + "_conv2", key + "conv2", key + "bn2", x, s.width, 3, stride, Activation.RELU);
    x = conv(name + "_conv3", key + "conv3", key + "bn3", x, s.out, 1, 1, Activation.IDENTITY);
    String shortcut = in;
    if (stride > 1 || layers.channels(in) != s.out) {
      String down = key + "downsample.";
      shortcut =
          conv(name + "_down", down + "0", down + "1", in, s.out, 1, stride, Activation.IDENTITY);
    }
    return layers.add(new Node.Add(name, List.of(x, shortcut), Activation.RELU));
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
    Padding padding = Padding.of(kernel / 2);
    BatchNorm norm = new BatchNorm(bn, 1e-5, 0.1);
    int channels = layers.channels(in);
    return layers.add(
        new Node.Conv(name, in, key, channels, out, kernel, stride, padding, 1, false, norm, a));
  }
}

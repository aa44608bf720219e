package dev.kindred.model;

import static dev.kindred.model.BnInception.PoolBranch.AVERAGE;
import static dev.kindred.model.BnInception.PoolBranch.MAX;
import static dev.kindred.model.BnInception.PoolBranch.PASS;

import dev.kindred.image.Normalization;
import java.util.ArrayList;
import java.util.List;

/**
 * BN-Inception (Inception-v2) as transferred from Caffe to PyTorch.
 *
 * <p>Source: <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy, 2015</a>. Departs from
 * the paper as the published weights do: convolutions keep their bias although a batch
 * normalisation follows, and max pools round up.
 */
final class BnInception {
  static final String NAME = "bn-inception";

  private static final Normalization CAFFE =
      new Normalization(true, new float[] {104, 117, 128}, new float[] {1, 1, 1});

  /** What the fourth branch pools with; {@code PASS} is a max pool /2 without projection. */
  enum PoolBranch {
    AVERAGE,
    MAX,
    PASS
  }

  /** One block; without a 1x1 branch (0) it halves the map. */
  private record Block(
      String name, int one, int reduce3, int out3, int reduce5, int out5, PoolBranch p, int proj) {}

  // name, 1x1, 3x3 reduce -> out, double 3x3 reduce -> out (both), pool -> projection
  private static final List<Block> BLOCKS =
      List.of(
          new Block("3a", 64, 64, 64, 64, 96, AVERAGE, 32),
          new Block("3b", 64, 64, 96, 64, 96, AVERAGE, 64),
          new Block("3c", 0, 128, 160, 64, 96, PASS, 0),
          new Block("4a", 224, 64, 96, 96, 128, AVERAGE, 128),
          new Block("4b", 192, 96, 128, 96, 128, AVERAGE, 128),
          new Block("4c", 160, 128, 160, 128, 160, AVERAGE, 128),
          new Block("4d", 96, 128, 192, 160, 192, AVERAGE, 128),
          new Block("4e", 0, 128, 192, 192, 256, PASS, 0),
          new Block("5a", 352, 192, 320, 160, 224, AVERAGE, 128),
          new Block("5b", 352, 192, 320, 192, 224, MAX, 128));

  private final Layers layers;

  private BnInception(int size) {
    layers = new Layers(size);
  }

  static Backbone of(int size) {
    return new BnInception(size).build();
  }

  private Backbone build() {
    String x = conv("conv1", "conv1_7x7_s2", Backbone.INPUT, 64, 7, 2);
    x = layers.maxPoolCeil("pool1", x, 3, 2, 0);
    x = conv("conv2_reduce", "conv2_3x3_reduce", x, 64, 1, 1);
    x = conv("conv2", "conv2_3x3", x, 192, 3, 1);
    x = layers.maxPoolCeil("pool2", x, 3, 2, 0);
    for (Block block : BLOCKS) {
      x = block(block, x);
    }
    return layers.build(NAME, CAFFE);
  }

  private String block(Block b, String x) {
    List<String> branches = new ArrayList<>();
    int stride = b.one == 0 ? 2 : 1;
    if (b.one > 0) {
      branches.add(branch(b, "1x1", x, b.one, 1, 1));
    }
    String three = branch(b, "3x3_reduce", x, b.reduce3, 1, 1);
    branches.add(branch(b, "3x3", three, b.out3, 3, stride));
    String five = branch(b, "double_3x3_reduce", x, b.reduce5, 1, 1);
    five = branch(b, "double_3x3_1", five, b.out5, 3, 1);
    branches.add(branch(b, "double_3x3_2", five, b.out5, 3, stride));
    String pool = b.name + "_pool";
    switch (b.p) {
      case AVERAGE -> layers.add(new Node.Pool(pool, x, false, 3, 1, Padding.of(1)));
      case MAX -> layers.add(new Node.Pool(pool, x, true, 3, 1, Padding.of(1)));
      case PASS -> layers.maxPoolCeil(pool, x, 3, 2, 0);
    }
    branches.add(b.proj > 0 ? branch(b, "pool_proj", pool, b.proj, 1, 1) : pool);
    return layers.add(new Node.Concat(b.name, branches));
  }

  private String branch(Block b, String part, String in, int out, int kernel, int stride) {
    return conv(b.name + "_" + part, "inception_" + b.name + "_" + part, in, out, kernel, stride);
  }

  private String conv(String name, String key, String in, int out, int kernel, int stride) {
    return layers.add(
        new Node.Conv(
            name,
            in,
            key,
            layers.channels(in),
            out,
            kernel,
            stride,
            Padding.of(kernel / 2),
            1,
            true,
            new BatchNorm(key + "_bn", 1e-5, 0.1),
            Activation.RELU));
  }
}

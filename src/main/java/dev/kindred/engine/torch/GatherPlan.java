package dev.kindred.engine.torch;

import dev.kindred.engine.StateLayout;
import dev.kindred.engine.StateSlice;
import dev.kindred.model.Node;
import java.util.Arrays;
import java.util.List;

/**
 * Where the numbers of all trained convolutions lie in the flat state, for {@link GatheredWeights}.
 * Weights are in the order of the convolutions, channels last; what belongs to output channels is
 * in the order of these. An index of 0 stands where there is nothing, and is multiplied by 0.
 */
final class GatherPlan {
  /** Output channels of all convolutions. */
  final int channels;

  /** Of each weight, its parameter. */
  final int[] source;

  /** Of each weight, its output channel. */
  final int[] channel;

  /**
   * Of each parameter, where its gradient lies: among those of the weights, gammas, betas and
   * biases, one behind the other, and a zero.
   */
  final int[] target;

  final int[] gamma;
  final int[] beta;
  final int[] mean;
  final int[] variance;
  final int[] bias;

  /** 1 where a normalisation is folded in. */
  final float[] normed;

  /** 1 where none is. */
  final float[] plain;

  /** 1 where the convolution has a bias. */
  final float[] biased;

  final float[] eps;

  GatherPlan(StateLayout layout, List<Node.Conv> convs, boolean folds) {
    this.channels = convs.stream().mapToInt(Node.Conv::out).sum();
    int total = convs.stream().mapToInt(c -> c.out() * width(c)).sum();
    this.source = new int[total];
    this.channel = new int[total];
    this.target = new int[layout.parameters()];
    this.gamma = new int[channels];
    this.beta = new int[channels];
    this.mean = new int[channels];
    this.variance = new int[channels];
    this.bias = new int[channels];
    this.normed = new float[channels];
    this.plain = new float[channels];
    this.biased = new float[channels];
    this.eps = new float[channels];
    Arrays.fill(target, total + 3 * channels);
    Arrays.fill(plain, 1);
    Arrays.fill(eps, 1);
    int at = 0;
    int row = 0;
    for (Node.Conv conv : convs) {
      weights(layout.slice(conv.key() + ".weight"), at, row);
      if (conv.bias()) {
        StateSlice slice = layout.slice(conv.key() + ".bias");
        channels(slice, bias, row, total + 2 * channels);
        Arrays.fill(biased, row, row + conv.out(), 1);
      }
      if (folds && conv.norm() != null) {
        String key = conv.norm().key();
        channels(layout.slice(key + ".weight"), gamma, row, total);
        channels(layout.slice(key + ".bias"), beta, row, total + channels);
        channels(layout.slice(key + ".running_mean"), mean, row, 0);
        channels(layout.slice(key + ".running_var"), variance, row, 0);
        Arrays.fill(normed, row, row + conv.out(), 1);
        Arrays.fill(plain, row, row + conv.out(), 0);
        Arrays.fill(eps, row, row + conv.out(), (float) conv.norm().eps());
      }
      at += conv.out() * width(conv);
      row += conv.out();
    }
  }

  /** Weights of an output channel. */
  static int width(Node.Conv conv) {
    return conv.in() / conv.groups() * conv.kernel() * conv.kernel();
  }

  private void channels(StateSlice slice, int[] index, int row, int gradients) {
    for (int i = 0; i < slice.length(); i++) {
      index[row + i] = slice.offset() + i;
      if (slice.part() != StateSlice.Part.FIXED) {
        target[slice.offset() + i] = gradients + row + i;
      }
    }
  }

  private void weights(StateSlice slice, int at, int row) {
    int out = slice.shape()[0];
    int in = slice.shape()[1];
    int area = slice.shape()[2] * slice.shape()[3];
    int to = at;
    for (int o = 0; o < out; o++) {
      for (int place = 0; place < area; place++) {
        for (int i = 0; i < in; i++, to++) {
          int from = slice.offset() + (o * in + i) * area + place;
          source[to] = from;
          channel[to] = row + o;
          target[from] = to;
        }
      }
    }
  }
}

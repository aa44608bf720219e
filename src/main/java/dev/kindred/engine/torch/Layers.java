package dev.kindred.engine.torch;

import dev.kindred.model.Activation;
import dev.kindred.model.HeadForm;
import dev.kindred.model.Node;
import dev.kindred.model.Padding;
import dev.kindred.model.Pooling;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Operations of the nodes on {@code [n, c, h, w]}, whose memory is in the order of channels last.
 */
final class Layers {
  private static final long[] ONE = {1, 1};
  private static final float SIX = 6;

  private Layers() {}

  static Tensor conv(Node.Conv c, Tensor x, Tensor weight, TensorOptional bias) {
    Padding p = c.padding();
    boolean even = p.top() == p.bottom() && p.left() == p.right();
    long[] stride = {c.stride(), c.stride()};
    long[] pad = even ? new long[] {p.top(), p.left()} : new long[] {0, 0};
    Tensor in = even ? x : padded(x, p, 0);
    return torch.conv2d(in, weight, bias, stride, pad, ONE, c.groups());
  }

  /** In place; what JavaCPP returns of such an operation would not keep the tensor alive. */
  static Tensor activate(Tensor x, Activation activation) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> torch.relu_(x);
      case RELU6 -> torch.hardtanh_(x, new Scalar(0f), new Scalar(SIX));
    }
    return x;
  }

  static Tensor pool(Node.Pool pool, Tensor x) {
    Padding p = pool.padding();
    long[] kernel = {pool.kernel(), pool.kernel()};
    long[] stride = {pool.stride(), pool.stride()};
    boolean even = p.equals(Padding.of(p.top())) && 2 * p.top() <= pool.kernel();
    boolean ceil = !even && pool.max() && isCeil(pool, x.size(2)) && isCeil(pool, x.size(3));
    long[] pad = even || ceil ? new long[] {p.top(), p.top()} : new long[] {0, 0};
    float filled = pool.max() ? Float.NEGATIVE_INFINITY : 0;
    Tensor in = even || ceil ? x : padded(x, p, filled);
    return pool.max()
        ? torch.max_pool2d(in, kernel, stride, pad, ONE, ceil)
        : torch.avg_pool2d(in, kernel, stride, pad, false, true, new LongOptional());
  }

  /** Whether the padding at the bottom and right is what PyTorch's ceil mode adds. */
  private static boolean isCeil(Node.Pool pool, long side) {
    Padding p = pool.padding();
    if (p.top() != p.left() || p.bottom() != p.right() || 2 * p.top() > pool.kernel()) {
      return false;
    }
    long described = (side + p.top() + p.bottom() - pool.kernel()) / pool.stride() + 1;
    long out = -Math.floorDiv(-(side + 2L * p.top() - pool.kernel()), (long) pool.stride()) + 1;
    if ((out - 1) * pool.stride() >= side + p.top()) {
      out--;
    }
    return out == described;
  }

  private static Tensor padded(Tensor x, Padding p, float value) {
    long[] sides = {p.left(), p.right(), p.top(), p.bottom()};
    return torch.constant_pad_nd(x, sides, new Scalar(value));
  }

  static Tensor concat(Tensor... parts) {
    return torch.cat(new TensorVector(parts), 1);
  }

  /** The first of equal maxima gets the gradient. */
  static Tensor globalPool(Tensor x, Pooling pooling, double gemPower) {
    return switch (pooling) {
      case AVERAGE -> average(x);
      case MAX -> maximum(x);
      case AVERAGE_PLUS_MAX -> average(x).add(maximum(x));
      case GEM ->
          average(x.clamp_min(new Scalar(HeadForm.LEAST)).pow(new Scalar(gemPower)))
              .pow(new Scalar(1 / gemPower));
    };
  }

  private static Tensor average(Tensor x) {
    return x.mean(new long[] {2, 3}, false, new org.bytedeco.pytorch.ScalarTypeOptional());
  }

  private static Tensor maximum(Tensor x) {
    return x.flatten(2, 3).max(2, false).get0();
  }

  /** Rows of mean 0 and variance 1. */
  static Tensor layerNorm(Tensor x) {
    return torch.layer_norm(
        x,
        new long[] {x.size(1)},
        new TensorOptional(),
        new TensorOptional(),
        HeadForm.EPSILON,
        true);
  }

  /** Rows of unit length. */
  static Tensor normalize(Tensor x) {
    Tensor norm =
        x.norm(new org.bytedeco.pytorch.ScalarOptional(new Scalar(2f)), new long[] {1}, true);
    return x.div(norm.clamp_min(new Scalar(1e-12f)));
  }
}

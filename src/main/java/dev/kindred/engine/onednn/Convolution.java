package dev.kindred.engine.onednn;

import dev.kindred.engine.kernel.Geometry;
import dev.kindred.model.Activation;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A 2-d convolution with bias, for one shape: images {@code [n, h, w, c]}, weights {@code [out, c /
 * groups, k, k]} dense, bias {@code [out]}; arguments are addresses of data. Images and what is
 * computed of them are of the type given at construction, weights, bias and their gradients in
 * fp32; sums are in fp32 always. An activation given at construction is fused into the forward pass
 * only.
 *
 * <p>oneDNN chooses the layout in which it likes the weights, one for each direction.
 */
public final class Convolution {
  private final stream queue = OneDnn.newStream();
  private final Geometry geometry;
  private final DataType type;
  private final convolution_forward.primitive_desc forwardDesc;
  private final convolution_forward forward;
  private final Slot src;
  private final Slot dst;
  private final Slot plainWeights;
  private final Slot bias;
  private final Packed forwardWeights;
  private final IntMemoryMap forwardArgs;
  private final Scratch scratch;
  private long forwardAt;
  private BackwardData backwardData;
  private BackwardWeights backwardWeights;

  /** Builds the forward pass; the backward ones are built when first used. */
  public Convolution(Geometry g, Activation fused, DataType type) {
    this.geometry = g;
    this.type = type;
    memory.desc srcDesc = OneDnn.desc(g.src(), type, format_tag.nhwc);
    memory.desc dstDesc = OneDnn.desc(g.dst(), type, format_tag.nhwc);
    memory.desc biasDesc = OneDnn.desc(new long[] {g.out()}, format_tag.x);
    try (primitive_attr attr = Scratch.given();
        post_ops ops = new post_ops()) {
      switch (fused) {
        case RELU -> ops.append_eltwise(dnnl.algorithm.eltwise_relu, 0, 0);
        case RELU6 -> ops.append_eltwise(dnnl.algorithm.eltwise_clip_v2, 0, 6);
        case IDENTITY -> {}
      }
      attr.set_post_ops(ops);
      forwardDesc =
          new convolution_forward.primitive_desc(
              OneDnn.cpu(),
              dnnl.prop_kind.forward_training.value,
              dnnl.algorithm.convolution_direct.value,
              srcDesc,
              OneDnn.desc(g.weights(), type, format_tag.any),
              biasDesc,
              dstDesc,
              g.strides(),
              g.paddingBefore(),
              g.paddingAfter(),
              attr,
              false);
    }
    forward = new convolution_forward(forwardDesc);
    src = new Slot(srcDesc);
    dst = new Slot(dstDesc);
    bias = new Slot(biasDesc);
    plainWeights = new Slot(plainWeightsDesc());
    forwardWeights = new Packed(forwardDesc.weights_desc());
    forwardArgs = new IntMemoryMap();
    forwardArgs
        .put(dnnl.DNNL_ARG_SRC, src.data)
        .put(dnnl.DNNL_ARG_WEIGHTS, forwardWeights.packed)
        .put(dnnl.DNNL_ARG_BIAS, bias.data)
        .put(dnnl.DNNL_ARG_DST, dst.data);
    scratch = new Scratch(forwardDesc.scratchpad_desc(), forwardArgs);
  }

  private memory.desc plainWeightsDesc() {
    return OneDnn.desc(
        geometry.weights(), geometry.groups() == 1 ? format_tag.oihw : format_tag.goihw);
  }

  /** Takes the weights for the forward passes until the next call. */
  public void prepare(long weightsAt) {
    forwardAt = weightsAt;
    forwardWeights.pack(weightsAt);
    queue._wait();
  }

  /** {@code dst = activation(conv(src, weights) + bias)} with the prepared weights. */
  public void forward(long srcAt, long biasAt, long dstAt) {
    src.set(srcAt);
    dst.set(dstAt);
    bias.set(biasAt);
    // Which weights are used in place where they need no other layout.
    plainWeights.set(forwardAt);
    scratch.bind();
    forward.execute(queue, forwardArgs);
    queue._wait();
  }

  /** {@code diffSrc} from the gradient at the convolution's output (before the activation). */
  public void backwardData(long diffDstAt, long weightsAt, long diffSrcAt) {
    if (backwardData == null) {
      backwardData = new BackwardData();
    }
    src.set(diffSrcAt);
    dst.set(diffDstAt);
    backwardData.run(weightsAt);
  }

  /** The gradients of the weights (dense) and of the bias, overwritten. */
  public void backwardWeights(long srcAt, long diffDstAt, long diffWeightsAt, long diffBiasAt) {
    if (backwardWeights == null) {
      backwardWeights = new BackwardWeights();
    }
    src.set(srcAt);
    dst.set(diffDstAt);
    bias.set(diffBiasAt);
    backwardWeights.run(diffWeightsAt);
  }

  /**
   * Weights in the layout and type oneDNN asks for; shares the caller's memory when that is so
   * already.
   */
  private final class Packed {
    final memory packed;
    final Reorder toPacked;

    Packed(memory.desc wanted) {
      boolean same = wanted.equals(plainWeightsDesc());
      packed = same ? plainWeights.data : new memory(wanted, OneDnn.cpu());
      toPacked = same ? null : new Reorder(plainWeights.data, packed);
    }

    void pack(long at) {
      plainWeights.set(at);
      if (toPacked != null) {
        toPacked.run(queue);
      }
    }
  }

  private final class BackwardData {
    final convolution_backward_data primitive;
    final Packed packed;
    final IntMemoryMap args = new IntMemoryMap();
    final Scratch work;

    BackwardData() {
      convolution_backward_data.primitive_desc first = desc();
      convolution_backward_data.primitive_desc desc = depthwise(first) ? first : desc();
      primitive = new convolution_backward_data(desc);
      packed = new Packed(desc.weights_desc());
      args.put(dnnl.DNNL_ARG_DIFF_SRC, src.data)
          .put(dnnl.DNNL_ARG_WEIGHTS, packed.packed)
          .put(dnnl.DNNL_ARG_DIFF_DST, dst.data);
      work = new Scratch(desc.scratchpad_desc(), args);
    }

    private convolution_backward_data.primitive_desc desc() {
      Geometry g = geometry;
      return new convolution_backward_data.primitive_desc(
          OneDnn.cpu(),
          dnnl.algorithm.convolution_direct.value,
          OneDnn.desc(g.src(), type, format_tag.nhwc),
          OneDnn.desc(g.weights(), type, format_tag.any),
          OneDnn.desc(g.dst(), type, format_tag.nhwc),
          g.strides(),
          g.paddingBefore(),
          g.paddingAfter(),
          forwardDesc,
          Scratch.given(),
          false);
    }

    /**
     * Goes on to the code for depthwise convolutions: with strides in bf16 oneDNN 3.11 prefers one
     * for dense ones, which takes twenty times as long.
     *
     * @return false where there is none
     */
    private boolean depthwise(convolution_backward_data.primitive_desc desc) {
      Geometry g = geometry;
      if (g.groups() == 1 || g.groups() != g.c()) {
        return true;
      }
      do {
        if (OneDnn.isDepthwise(desc)) {
          return true;
        }
      } while (desc.next_impl());
      return false;
    }

    void run(long weightsAt) {
      packed.pack(weightsAt);
      work.bind();
      primitive.execute(queue, args);
      queue._wait();
    }
  }

  private final class BackwardWeights {
    final convolution_backward_weights primitive;
    final Unpacked unpacked;
    final IntMemoryMap args = new IntMemoryMap();
    final Scratch work;

    BackwardWeights() {
      Geometry g = geometry;
      convolution_backward_weights.primitive_desc desc =
          new convolution_backward_weights.primitive_desc(
              OneDnn.cpu(),
              dnnl.algorithm.convolution_direct.value,
              OneDnn.desc(g.src(), type, format_tag.nhwc),
              OneDnn.desc(g.weights(), format_tag.any),
              OneDnn.desc(new long[] {g.out()}, format_tag.x),
              OneDnn.desc(g.dst(), type, format_tag.nhwc),
              g.strides(),
              g.paddingBefore(),
              g.paddingAfter(),
              forwardDesc,
              Scratch.given(),
              false);
      primitive = new convolution_backward_weights(desc);
      unpacked = new Unpacked(desc.diff_weights_desc(), plainWeights);
      args.put(dnnl.DNNL_ARG_SRC, src.data)
          .put(dnnl.DNNL_ARG_DIFF_WEIGHTS, unpacked.packed)
          .put(dnnl.DNNL_ARG_DIFF_BIAS, bias.data)
          .put(dnnl.DNNL_ARG_DIFF_DST, dst.data);
      work = new Scratch(desc.scratchpad_desc(), args);
    }

    void run(long diffWeightsAt) {
      plainWeights.set(diffWeightsAt);
      work.bind();
      primitive.execute(queue, args);
      unpacked.run(queue);
      queue._wait();
    }
  }
}

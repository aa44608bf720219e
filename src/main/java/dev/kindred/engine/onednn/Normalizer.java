package dev.kindred.engine.onednn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Batch normalisation by the statistics of the batch (Ioffe and Szegedy 2015), for one shape {@code
 * [n, h, w, c]}. Arguments are addresses; images are of the type given at construction, per-channel
 * ones {@code [c]} in fp32.
 */
public final class Normalizer {
  private final stream queue = OneDnn.newStream();
  private final batch_normalization_forward forward;
  private final batch_normalization_backward backward;
  private final Slot src;
  private final Slot dst;
  private final Slot diffDst;
  private final Slot diffSrc;
  private final Slot mean;
  private final Slot variance;
  private final Slot scale;
  private final Slot shift;
  private final Slot diffScale;
  private final Slot diffShift;
  private final IntMemoryMap forwardArgs = new IntMemoryMap();
  private final IntMemoryMap backwardArgs = new IntMemoryMap();
  private final Scratch forwardScratch;
  private final Scratch backwardScratch;

  /**
   * @param eps added to the variance
   */
  public Normalizer(long n, long h, long w, long c, float eps, DataType type) {
    memory.desc data = OneDnn.desc(new long[] {n, c, h, w}, type, format_tag.nhwc);
    memory.desc channel = OneDnn.desc(new long[] {c}, format_tag.x);
    int flags = dnnl.normalization_flags.use_scale.value | dnnl.normalization_flags.use_shift.value;
    batch_normalization_forward.primitive_desc forwardDesc =
        new batch_normalization_forward.primitive_desc(
            OneDnn.cpu(),
            dnnl.prop_kind.forward_training.value,
            data,
            data,
            eps,
            flags,
            Scratch.given(),
            false);
    forward = new batch_normalization_forward(forwardDesc);
    batch_normalization_backward.primitive_desc backwardDesc =
        new batch_normalization_backward.primitive_desc(
            OneDnn.cpu(),
            dnnl.prop_kind.backward.value,
            data,
            data,
            data,
            eps,
            flags,
            forwardDesc,
            Scratch.given(),
            false);
    backward = new batch_normalization_backward(backwardDesc);
    src = new Slot(data);
    dst = new Slot(data);
    diffDst = new Slot(data);
    diffSrc = new Slot(data);
    mean = new Slot(channel);
    variance = new Slot(channel);
    scale = new Slot(channel);
    shift = new Slot(channel);
    diffScale = new Slot(channel);
    diffShift = new Slot(channel);
    forwardArgs
        .put(dnnl.DNNL_ARG_SRC, src.data)
        .put(dnnl.DNNL_ARG_DST, dst.data)
        .put(dnnl.DNNL_ARG_MEAN, mean.data)
        .put(dnnl.DNNL_ARG_VARIANCE, variance.data)
        .put(dnnl.DNNL_ARG_SCALE, scale.data)
        .put(dnnl.DNNL_ARG_SHIFT, shift.data);
    backwardArgs
        .put(dnnl.DNNL_ARG_SRC, src.data)
        .put(dnnl.DNNL_ARG_MEAN, mean.data)
        .put(dnnl.DNNL_ARG_VARIANCE, variance.data)
        .put(dnnl.DNNL_ARG_SCALE, scale.data)
        .put(dnnl.DNNL_ARG_DIFF_DST, diffDst.data)
        .put(dnnl.DNNL_ARG_DIFF_SRC, diffSrc.data)
        .put(dnnl.DNNL_ARG_DIFF_SCALE, diffScale.data)
        .put(dnnl.DNNL_ARG_DIFF_SHIFT, diffShift.data);
    forwardScratch = new Scratch(forwardDesc.scratchpad_desc(), forwardArgs);
    backwardScratch = new Scratch(backwardDesc.scratchpad_desc(), backwardArgs);
  }

  /** Writes the output and the batch's mean and (biased) variance. */
  public void forward(
      long srcAt, long gammaAt, long betaAt, long meanAt, long varianceAt, long dstAt) {
    src.set(srcAt);
    scale.set(gammaAt);
    shift.set(betaAt);
    mean.set(meanAt);
    variance.set(varianceAt);
    dst.set(dstAt);
    forwardScratch.bind();
    forward.execute(queue, forwardArgs);
    queue._wait();
  }

  /** Writes the gradients of input, gamma and beta. */
  public void backward(
      long srcAt,
      long gammaAt,
      long meanAt,
      long varianceAt,
      long diffDstAt,
      long diffSrcAt,
      long diffGammaAt,
      long diffBetaAt) {
    src.set(srcAt);
    scale.set(gammaAt);
    mean.set(meanAt);
    variance.set(varianceAt);
    diffDst.set(diffDstAt);
    diffSrc.set(diffSrcAt);
    diffScale.set(diffGammaAt);
    diffShift.set(diffBetaAt);
    backwardScratch.bind();
    backward.execute(queue, backwardArgs);
    queue._wait();
  }
}

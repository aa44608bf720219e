package dev.kindred.engine.onednn;

import dev.kindred.engine.kernel.Geometry;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.buffer.DataType;

/** Max or average pooling (which counts the padding) over {@code [n, h, w, c]}, for one shape. */
public final class Pooling {
  private final stream queue = OneDnn.newStream();
  private final pooling_forward forward;
  private final pooling_backward backward;
  private final Slot src;
  private final Slot dst;
  private final IntMemoryMap forwardArgs = new IntMemoryMap();
  private final IntMemoryMap backwardArgs = new IntMemoryMap();
  private final Scratch forwardScratch;
  private final Scratch backwardScratch;

  /** The places of the maxima are kept from a forward pass for the backward pass after it. */
  public Pooling(Geometry g, boolean max, DataType type) {
    memory.desc srcDesc = OneDnn.desc(g.src(), type, format_tag.nhwc);
    memory.desc dstDesc = OneDnn.desc(g.dst(), type, format_tag.nhwc);
    int algorithm =
        max ? dnnl.algorithm.pooling_max.value : dnnl.algorithm.pooling_avg_include_padding.value;
    long[] kernel = {g.kernel(), g.kernel()};
    long[] noDilation = {0, 0};
    pooling_forward.primitive_desc forwardDesc =
        new pooling_forward.primitive_desc(
            OneDnn.cpu(),
            dnnl.prop_kind.forward_training.value,
            algorithm,
            srcDesc,
            dstDesc,
            g.strides(),
            kernel,
            noDilation,
            g.paddingBefore(),
            g.paddingAfter(),
            Scratch.given(),
            false);
    forward = new pooling_forward(forwardDesc);
    pooling_backward.primitive_desc backwardDesc =
        new pooling_backward.primitive_desc(
            OneDnn.cpu(),
            algorithm,
            srcDesc,
            dstDesc,
            g.strides(),
            kernel,
            noDilation,
            g.paddingBefore(),
            g.paddingAfter(),
            forwardDesc,
            Scratch.given(),
            false);
    backward = new pooling_backward(backwardDesc);
    src = new Slot(srcDesc);
    dst = new Slot(dstDesc);
    forwardArgs.put(dnnl.DNNL_ARG_SRC, src.data).put(dnnl.DNNL_ARG_DST, dst.data);
    backwardArgs.put(dnnl.DNNL_ARG_DIFF_SRC, src.data).put(dnnl.DNNL_ARG_DIFF_DST, dst.data);
    forwardScratch = new Scratch(forwardDesc.scratchpad_desc(), forwardArgs);
    backwardScratch = new Scratch(backwardDesc.scratchpad_desc(), backwardArgs);
    if (max) {
      memory workspace = new memory(forwardDesc.workspace_desc(), OneDnn.cpu());
      forwardArgs.put(dnnl.DNNL_ARG_WORKSPACE, workspace);
      backwardArgs.put(dnnl.DNNL_ARG_WORKSPACE, workspace);
    }
  }

  /** Writes the output. */
  public void forward(long srcAt, long dstAt) {
    src.set(srcAt);
    dst.set(dstAt);
    forwardScratch.bind();
    forward.execute(queue, forwardArgs);
    queue._wait();
  }

  /** Writes the gradient of the input. */
  public void backward(long diffDstAt, long diffSrcAt) {
    src.set(diffSrcAt);
    dst.set(diffDstAt);
    backwardScratch.bind();
    backward.execute(queue, backwardArgs);
    queue._wait();
  }
}

package dev.kindred.engine.onednn;

import static dev.kindred.engine.onednn.OneDnnKernels.at;

import dev.kindred.engine.kernel.CastKernel;
import dev.kindred.engine.kernel.ConvKernel;
import dev.kindred.engine.kernel.Geometry;
import dev.kindred.engine.kernel.JoinKernel;
import dev.kindred.engine.kernel.Kernels;
import dev.kindred.engine.kernel.NormKernel;
import dev.kindred.engine.kernel.PoolKernel;
import dev.kindred.engine.kernel.RectifierKernel;
import dev.kindred.engine.kernel.SumKernel;
import dev.kindred.model.Activation;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Evaluation as a network without folding does it: the convolution, then oneDNN's batch
 * normalisation with given statistics in place, with the activation fused into that. To measure
 * what folding is worth.
 */
public final class UnfoldedKernels implements Kernels {
  private final Kernels others = new OneDnnKernels(DataType.FLOAT);

  @Override
  public ConvKernel conv(Geometry g, Activation fused) {
    return new Unfolded(g, fused);
  }

  @Override
  public RectifierKernel rectifier(long length, Activation kind) {
    return others.rectifier(length, kind);
  }

  @Override
  public NormKernel norm(long n, long h, long w, long c, float eps) {
    return others.norm(n, h, w, c, eps);
  }

  @Override
  public PoolKernel pool(Geometry g, boolean max) {
    return others.pool(g, max);
  }

  @Override
  public JoinKernel join(long n, long h, long w, int[] channels) {
    return others.join(n, h, w, channels);
  }

  @Override
  public SumKernel sum(long length) {
    return others.sum(length);
  }

  @Override
  public CastKernel cast(long length) {
    return others.cast(length);
  }

  @Override
  public float[] floats(INDArray x) {
    return others.floats(x);
  }

  @Override
  public void copy(INDArray from, INDArray to) {
    others.copy(from, to);
  }

  @Override
  public void set(INDArray x, float[] values) {
    others.set(x, values);
  }

  @Override
  public String describe() {
    return others.describe() + ", unfolded";
  }

  private static final class Unfolded implements ConvKernel {
    private final stream queue = OneDnn.newStream();
    private final Convolution convolution;
    private final batch_normalization_forward norm;
    private final IntMemoryMap args = new IntMemoryMap();
    private final Slot y;
    private final FloatPointer none;
    private final FloatPointer ones;
    private final FloatPointer gamma;
    private final FloatPointer beta;
    private final Rectifier rectifier;
    private final int out;

    Unfolded(Geometry g, Activation act) {
      convolution = new Convolution(g, Activation.IDENTITY, DataType.FLOAT);
      out = g.out();
      float[] one = new float[out];
      java.util.Arrays.fill(one, 1);
      none = new FloatPointer(new float[out]);
      ones = new FloatPointer(one);
      gamma = new FloatPointer(one);
      beta = new FloatPointer(new float[out]);
      int flags =
          dnnl.normalization_flags.use_global_stats.value
              | dnnl.normalization_flags.use_scale.value
              | dnnl.normalization_flags.use_shift.value
              | (act == Activation.RELU ? dnnl.normalization_flags.fuse_norm_relu.value : 0);
      memory.desc data = OneDnn.desc(g.dst(), format_tag.nhwc);
      norm =
          new batch_normalization_forward(
              new batch_normalization_forward.primitive_desc(
                  OneDnn.cpu(), dnnl.prop_kind.forward_inference.value, data, data, 0f, flags));
      y = new Slot(data);
      args.put(dnnl.DNNL_ARG_SRC, y.data)
          .put(dnnl.DNNL_ARG_DST, y.data)
          .put(dnnl.DNNL_ARG_MEAN, channel(none))
          .put(dnnl.DNNL_ARG_VARIANCE, channel(ones))
          .put(dnnl.DNNL_ARG_SCALE, channel(gamma))
          .put(dnnl.DNNL_ARG_SHIFT, channel(beta));
      rectifier =
          act == Activation.RELU6
              ? new Rectifier(g.n() * g.out() * g.outH() * g.outW(), act, DataType.FLOAT)
              : null;
    }

    private memory channel(FloatPointer values) {
      return new memory(OneDnn.desc(new long[] {out}, format_tag.x), OneDnn.cpu(), values);
    }

    @Override
    public void prepare(INDArray w, float[] scale, float[] shift) {
      if (scale != null) {
        gamma.put(scale, 0, out);
      }
      beta.put(shift, 0, out);
      convolution.prepare(at(w));
    }

    @Override
    public void forward(INDArray x, INDArray to) {
      convolution.forward(at(x), none.address(), at(to));
      y.set(at(to));
      norm.execute(queue, args);
      queue._wait();
      if (rectifier != null) {
        rectifier.forward(at(to));
      }
    }

    @Override
    public void backwardData(INDArray dz, INDArray dx) {
      throw new UnsupportedOperationException("evaluation only");
    }

    @Override
    public void backwardWeights(
        INDArray x, INDArray dz, INDArray dw, float[] dScale, float[] dShift) {
      throw new UnsupportedOperationException("evaluation only");
    }
  }
}

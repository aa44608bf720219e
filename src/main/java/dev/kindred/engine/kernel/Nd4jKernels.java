package dev.kindred.engine.kernel;

import dev.kindred.model.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** ND4J's own operations: for GPUs, and what the CPU kernels are compared with. */
public final class Nd4jKernels implements Kernels {
  private static final int CHANNELS = 3;

  @Override
  public ConvKernel conv(Geometry g, Activation fused) {
    return new Nd4jConvolution(g, fused);
  }

  @Override
  public RectifierKernel rectifier(long length, Activation kind) {
    return new RectifierKernel() {
      @Override
      public void forward(INDArray x) {
        rectify(x, kind);
      }

      @Override
      public void backward(INDArray y, INDArray dy, INDArray dx) {
        INDArray mask = y.gt(0).castTo(y.dataType());
        if (kind == Activation.RELU6) {
          mask.muli(y.lt(6).castTo(y.dataType()));
        }
        dx.assign(dy.mul(mask));
      }
    };
  }

  static void rectify(INDArray x, Activation kind) {
    switch (kind) {
      case IDENTITY -> {}
      case RELU -> Transforms.relu(x, false);
      case RELU6 -> Transforms.relu6(x, false);
    }
  }

  @Override
  public NormKernel norm(long n, long h, long w, long c, float eps) {
    return new Nd4jNorm(eps);
  }

  @Override
  public PoolKernel pool(Geometry g, boolean max) {
    return new Nd4jPool(g, max);
  }

  @Override
  public JoinKernel join(long n, long h, long w, int[] channels) {
    return new JoinKernel() {
      @Override
      public void forward(INDArray[] x, INDArray y) {
        y.assign(Nd4j.concat(CHANNELS, x));
      }

      @Override
      public void backward(INDArray dy, INDArray[] dx) {
        long from = 0;
        for (INDArray part : dx) {
          long to = from + part.size(CHANNELS);
          INDArrayIndex all = NDArrayIndex.all();
          part.assign(dy.get(all, all, all, NDArrayIndex.interval(from, to)));
          from = to;
        }
      }
    };
  }

  @Override
  public SumKernel sum(long length) {
    return (a, b, y) -> y.assign(a.add(b));
  }

  @Override
  public CastKernel cast(long length) {
    return (x, y) -> y.assign(x);
  }

  @Override
  public float[] floats(INDArray x) {
    return x.dup('c').data().asFloat();
  }

  @Override
  public void copy(INDArray from, INDArray to) {
    to.assign(from);
  }

  @Override
  public void set(INDArray x, float[] values) {
    x.assign(Nd4j.createFromArray(values).reshape(x.shape()));
  }

  @Override
  public String describe() {
    return "ND4J " + Nd4j.getBackend().getClass().getSimpleName();
  }
}

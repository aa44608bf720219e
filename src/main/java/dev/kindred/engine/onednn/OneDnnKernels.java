package dev.kindred.engine.onednn;

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
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * oneDNN on the host memory of ND4J's CPU arrays.
 *
 * @param type of images and of what is computed of them; parameters, their gradients and all sums
 *     are in fp32
 */
public record OneDnnKernels(DataType type) implements Kernels {
  @Override
  public ConvKernel conv(Geometry g, Activation fused) {
    return new ScaledConvolution(g, fused, type);
  }

  @Override
  public RectifierKernel rectifier(long length, Activation kind) {
    Rectifier rectifier = new Rectifier(length, kind, type);
    return new RectifierKernel() {
      @Override
      public void forward(INDArray x) {
        rectifier.forward(at(x));
      }

      @Override
      public void backward(INDArray y, INDArray dy, INDArray dx) {
        rectifier.backward(at(y), at(dy), at(dx));
      }
    };
  }

  @Override
  public NormKernel norm(long n, long h, long w, long c, float eps) {
    if (n * h * w <= PreciseNorm.MOST_POSITIONS) {
      return new PreciseNorm(Math.toIntExact(n * h * w), Math.toIntExact(c), eps);
    }
    Normalizer normalizer = new Normalizer(n, h, w, c, eps, type);
    return new NormKernel() {
      @Override
      public void forward(
          INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
        normalizer.forward(at(x), at(gamma), at(beta), at(mean), at(variance), at(y));
      }

      @Override
      public void backward(
          INDArray x,
          INDArray gamma,
          INDArray mean,
          INDArray variance,
          INDArray dy,
          INDArray dx,
          INDArray dGamma,
          INDArray dBeta) {
        normalizer.backward(
            at(x), at(gamma), at(mean), at(variance), at(dy), at(dx), at(dGamma), at(dBeta));
      }
    };
  }

  @Override
  public PoolKernel pool(Geometry g, boolean max) {
    Pooling pooling = new Pooling(g, max, type);
    return new PoolKernel() {
      @Override
      public void forward(INDArray x, INDArray y) {
        pooling.forward(at(x), at(y));
      }

      @Override
      public void backward(INDArray x, INDArray y, INDArray dy, INDArray dx) {
        pooling.backward(at(dy), at(dx));
      }
    };
  }

  @Override
  public JoinKernel join(long n, long h, long w, int[] channels) {
    return new Concatenation(n, h, w, channels, type);
  }

  @Override
  public SumKernel sum(long length) {
    return new Addition(length, type);
  }

  @Override
  public CastKernel cast(long length) {
    return new Narrowing(length, type);
  }

  @Override
  public float[] floats(INDArray x) {
    float[] values = new float[Math.toIntExact(x.length())];
    Values.read(at(x), x.dataType(), values);
    return values;
  }

  /** ND4J copies bf16 number by number. */
  @Override
  public void copy(INDArray from, INDArray to) {
    long bytes = from.length() * from.dataType().width();
    Pointer.memcpy(new Address().at(at(to)), new Address().at(at(from)), bytes);
  }

  @Override
  public void set(INDArray x, float[] values) {
    Values.write(at(x), x.dataType(), values);
  }

  @Override
  public String describe() {
    return OneDnn.describe();
  }

  static long at(INDArray array) {
    // DataBuffer.address() leaves out the offset of a view.
    return array.data().addressPointer().address();
  }
}

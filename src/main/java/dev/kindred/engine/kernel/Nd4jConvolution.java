package dev.kindred.engine.kernel;

import dev.kindred.model.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Convolution by ND4J's operations, with scale and shift as {@link ConvKernel} asks for them. */
final class Nd4jConvolution implements ConvKernel {
  /** ND4J's code for weights {@code [out, in, k, k]}. */
  private static final int OIYX = 1;

  private static final int NHWC = 1;

  private final Geometry g;
  private final Activation fused;
  private final boolean depthwise;
  private INDArray weights;
  private INDArray scaled;
  private float[] scale;
  private INDArray shift;

  Nd4jConvolution(Geometry g, Activation fused) {
    if (g.groups() != 1 && (g.groups() != g.c() || g.out() != g.c())) {
      throw new IllegalArgumentException("only plain and depthwise convolutions: " + g);
    }
    this.g = g;
    this.fused = fused;
    depthwise = g.groups() != 1;
  }

  private DynamicCustomOp.DynamicCustomOpsBuilder op(String suffix) {
    return DynamicCustomOp.builder((depthwise ? "depthwise_conv2d" : "conv2d") + suffix)
        .addIntegerArguments(
            g.kernel(), g.kernel(), g.stride(), g.stride(), 0, 0, 1, 1, 0, NHWC, OIYX);
  }

  private INDArray scaled(INDArray w, float[] by) {
    INDArray s =
        by == null
            ? w
            : w.mul(Nd4j.createFromArray(by).reshape(g.out(), 1, 1, 1).broadcast(w.shape()));
    return depthwise ? s.reshape('c', 1, g.c(), g.kernel(), g.kernel()) : s;
  }

  @Override
  public void prepare(INDArray w, float[] newScale, float[] newShift) {
    weights = w;
    scale = newScale;
    // Kept longer than any workspace that is open now.
    scaled = scaled(w, newScale).detach();
    shift = Nd4j.createFromArray(newShift).detach();
  }

  @Override
  public void forward(INDArray x, INDArray y) {
    Nd4j.exec(op("").addInputs(Padded.around(x, g, 0), scaled, shift).addOutputs(y).build());
    Nd4jKernels.rectify(y, fused);
  }

  @Override
  public void backwardData(INDArray dz, INDArray dx) {
    INDArray zero = Padded.around(Nd4j.zeros(dx.dataType(), dx.shape()), g, 0);
    dx.assign(Padded.inner(gradients(zero, dz, scaled)[0], g));
  }

  @Override
  public void backwardWeights(
      INDArray x, INDArray dz, INDArray dw, float[] dScale, float[] dShift) {
    INDArray[] all = gradients(Padded.around(x, g, 0), dz, scaled);
    INDArray dScaled = all[1].reshape('c', weights.shape());
    System.arraycopy(all[2].toFloatVector(), 0, dShift, 0, g.out());
    if (scale == null) {
      dw.assign(dScaled);
      return;
    }
    float[] dots = dScaled.mul(weights).sum(1, 2, 3).toFloatVector();
    System.arraycopy(dots, 0, dScale, 0, g.out());
    INDArray rows = Nd4j.createFromArray(scale).reshape(g.out(), 1, 1, 1);
    dw.assign(dScaled.mul(rows.broadcast(weights.shape())));
  }

  private INDArray[] gradients(INDArray x, INDArray dz, INDArray w) {
    INDArray dx = Nd4j.zerosLike(x);
    INDArray dw = Nd4j.zeros(w.dataType(), w.shape());
    INDArray db = Nd4j.zeros(w.dataType(), g.out());
    Nd4j.exec(
        op("_bp")
            .addInputs(x, w, Nd4j.zeros(w.dataType(), g.out()), dz)
            .addOutputs(dx, dw, db)
            .build());
    return new INDArray[] {dx, dw, db};
  }
}

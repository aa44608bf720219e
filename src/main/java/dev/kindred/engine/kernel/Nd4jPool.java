package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Pooling by ND4J; padding is laid around the image first, since it may differ by side. */
record Nd4jPool(Geometry g, boolean max) implements PoolKernel {
  /** Loses against every activation; infinity would turn into NaN in the averaging kernels. */
  private static final float NEVER = -1e30f;

  private DynamicCustomOp.DynamicCustomOpsBuilder op(String suffix) {
    return DynamicCustomOp.builder((max ? "maxpool2d" : "avgpool2d") + suffix)
        .addIntegerArguments(
            g.kernel(), g.kernel(), g.stride(), g.stride(), 0, 0, 1, 1, 0, max ? 0 : 1, 1);
  }

  @Override
  public void forward(INDArray x, INDArray y) {
    Nd4j.exec(op("").addInputs(Padded.around(x, g, fill())).addOutputs(y).build());
  }

  @Override
  public void backward(INDArray x, INDArray y, INDArray dy, INDArray dx) {
    INDArray padded = Padded.around(x, g, fill());
    INDArray gradient = Nd4j.zerosLike(padded);
    Nd4j.exec(op("_bp").addInputs(padded, dy).addOutputs(gradient).build());
    dx.assign(Padded.inner(gradient, g));
  }

  private float fill() {
    return max ? NEVER : 0;
  }
}

package dev.kindred.engine.dl4j;

import dev.kindred.engine.kernel.RectifierKernel;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link RectifyConf} at work. */
final class Rectify extends KernelLayer<RectifyConf> {
  private static final long serialVersionUID = 1L;

  private transient long length;
  private transient RectifierKernel kernel;
  private transient INDArray output;

  Rectify(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    if (input.length() != length) {
      length = input.length();
      kernel = kernels.rectifier(length, layerConf().act);
    }
    output = stored(workspaces, ArrayType.ACTIVATIONS, input.shape());
    kernels.copy(dense(input), output);
    kernel.forward(output);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray dx = gradient(workspaces, output.shape());
    kernel.backward(output, dense(epsilon), dx);
    output = null;
    return new Pair<>(new DefaultGradient(), dx);
  }
}

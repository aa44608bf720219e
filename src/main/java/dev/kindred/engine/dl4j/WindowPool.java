package dev.kindred.engine.dl4j;

import dev.kindred.engine.kernel.Geometry;
import dev.kindred.engine.kernel.PoolKernel;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link WindowPoolConf} at work. */
final class WindowPool extends KernelLayer<WindowPoolConf> {
  private static final long serialVersionUID = 1L;

  private transient Geometry geometry;
  private transient PoolKernel kernel;
  private transient INDArray output;

  WindowPool(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray x = dense(input);
    Geometry g = layerConf().geometry(x.size(0), x.size(1), x.size(2), (int) x.size(3));
    if (!g.equals(geometry)) {
      geometry = g;
      kernel = kernels.pool(g, layerConf().max);
    }
    output = stored(workspaces, ArrayType.ACTIVATIONS, g.n(), g.outH(), g.outW(), g.out());
    kernel.forward(x, output);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray dx = gradient(workspaces, input.shape());
    kernel.backward(dense(input), output, dense(epsilon), dx);
    output = null;
    return new Pair<>(new DefaultGradient(), dx);
  }
}

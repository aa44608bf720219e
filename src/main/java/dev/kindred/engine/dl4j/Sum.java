package dev.kindred.engine.dl4j;

import dev.kindred.engine.kernel.SumKernel;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link SumConf} at work. */
@SuppressWarnings("overrides") // DL4J's own, which take arrays for varargs
final class Sum extends KernelVertex {
  private long length;
  private transient SumKernel kernel;

  Sum(ComputationGraph graph, String name, int index, DataType stored, DataType parameters) {
    super(graph, name, index, stored, parameters);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray[] x = dense();
    if (x[0].length() != length) {
      length = x[0].length();
      kernel = kernels.sum(length);
    }
    INDArray y = stored(workspaces, x[0].shape());
    kernel.add(x[0], x[1], y);
    return y;
  }

  /** Each branch gets an array of its own, as DL4J adds others to it in place. */
  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray[] dx = new INDArray[inputs.length];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = gradient(workspaces, epsilon.shape());
      kernels.copy(KernelLayer.dense(epsilon), dx[i]);
    }
    return new Pair<>(null, dx);
  }
}

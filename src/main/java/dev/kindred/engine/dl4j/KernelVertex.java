package dev.kindred.engine.dl4j;

import dev.kindred.engine.kernel.BackendKernels;
import dev.kindred.engine.kernel.Kernels;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What Kindred's vertices share at run time. Used by one thread at a time, as DL4J's are. */
@SuppressWarnings("overrides") // DL4J's own, which take arrays for varargs
abstract class KernelVertex extends BaseGraphVertex {
  final transient Kernels kernels;
  private final transient StoredArrays arrays;

  KernelVertex(
      ComputationGraph graph, String name, int index, DataType stored, DataType parameters) {
    super(graph, name, index, null, null, parameters);
    this.kernels = BackendKernels.current(stored);
    this.arrays = new StoredArrays(stored, kernels);
  }

  INDArray stored(LayerWorkspaceMgr workspaces, long... shape) {
    return arrays.array(workspaces, ArrayType.ACTIVATIONS, shape);
  }

  INDArray gradient(LayerWorkspaceMgr workspaces, long... shape) {
    return arrays.gradient(workspaces, shape);
  }

  INDArray[] dense() {
    INDArray[] all = new INDArray[inputs.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = KernelLayer.dense(inputs[i]);
    }
    return all;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradients) {
    if (gradients != null) {
      throw new IllegalArgumentException(vertexName + " has no parameters");
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatch) {
    return new Pair<>(null, state);
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + " " + vertexName;
  }
}

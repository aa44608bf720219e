package dev.kindred.engine.dl4j;

import dev.kindred.engine.kernel.BackendKernels;
import dev.kindred.engine.kernel.Kernels;
import dev.kindred.engine.kernel.SumKernel;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's arrays of activations and of their gradients, in the type that they are kept in. */
final class StoredArrays {
  private final DataType type;
  private final Kernels kernels;
  private long length;
  private SumKernel sum;

  StoredArrays(DataType type) {
    this.type = type;
    this.kernels = BackendKernels.current(type);
  }

  INDArray array(LayerWorkspaceMgr workspaces, ArrayType kind, long... shape) {
    return workspaces.createUninitialized(kind, type, shape, 'c');
  }

  /** Of an input that others may read too. */
  INDArray gradient(LayerWorkspaceMgr workspaces, long... shape) {
    INDArray array = array(workspaces, ArrayType.ACTIVATION_GRAD, shape);
    if (type == DataType.FLOAT) {
      return array;
    }
    if (array.length() != length) {
      length = array.length();
      sum = kernels.sum(length);
    }
    return new SummedGradient(array, sum);
  }
}

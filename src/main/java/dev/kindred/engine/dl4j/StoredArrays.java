package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import dev.kindred.engine.kernel.Kernels;
import dev.kindred.engine.kernel.SumKernel;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's arrays of activations and of their gradients, in the type that they are kept in. */
final class StoredArrays {
  private final DataType type;
  private final Kernels kernels;
  private final Map<Long, SumKernel> sums = new HashMap<>();

  StoredArrays(DataType type, Kernels kernels) {
    this.type = type;
    this.kernels = kernels;
  }

  /** In which activations of that precision are kept. */
  static DataType type(Precision precision) {
    return precision == Precision.BF16 ? DataType.BFLOAT16 : DataType.FLOAT;
  }

  INDArray array(LayerWorkspaceMgr workspaces, ArrayType kind, long... shape) {
    return workspaces.createUninitialized(kind, type, shape, 'c');
  }

  private SumKernel sum(long length) {
    return sums.computeIfAbsent(length, kernels::sum);
  }

  /** Of an input that others may read too. */
  INDArray gradient(LayerWorkspaceMgr workspaces, long... shape) {
    INDArray array = array(workspaces, ArrayType.ACTIVATION_GRAD, shape);
    return type == DataType.FLOAT ? array : new SummedGradient(array, this::sum);
  }
}

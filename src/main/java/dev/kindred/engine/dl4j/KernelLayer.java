package dev.kindred.engine.dl4j;

import dev.kindred.engine.kernel.BackendKernels;
import dev.kindred.engine.kernel.Kernels;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What Kindred's layers share at run time. Used by one thread at a time, as DL4J's are. */
abstract class KernelLayer<C extends LayerConf> extends BaseLayer<C> {
  private static final long serialVersionUID = 1L;

  transient Kernels kernels;
  private final transient StoredArrays arrays;

  KernelLayer(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
    kernels = BackendKernels.current(layerConf().stored());
    arrays = new StoredArrays(layerConf().stored(), kernels);
  }

  static INDArray dense(INDArray a) {
    return isDense(a) ? a : a.dup('c');
  }

  /** ND4J takes maps of one position for scattered: along them there are no strides. */
  private static boolean isDense(INDArray a) {
    long expected = 1;
    for (int i = a.rank() - 1; i >= 0; i--) {
      if (a.size(i) != 1) {
        if (a.stride(i) != expected) {
          return false;
        }
        expected *= a.size(i);
      }
    }
    return true;
  }

  static INDArray output(LayerWorkspaceMgr workspaces, ArrayType kind, long... shape) {
    return workspaces.createUninitialized(kind, DataType.FLOAT, shape, 'c');
  }

  /** Of the type in which activations are kept. */
  INDArray stored(LayerWorkspaceMgr workspaces, ArrayType kind, long... shape) {
    return arrays.array(workspaces, kind, shape);
  }

  /** For the gradient of the input. */
  INDArray gradient(LayerWorkspaceMgr workspaces, long... shape) {
    return arrays.gradient(workspaces, shape);
  }

  /** The gradient arrays are views that have been written already; this names them for DL4J. */
  Gradient writtenGradient() {
    Gradient gradient = new DefaultGradient(gradientsFlattened);
    gradientViews.forEach(gradient::setGradientFor);
    return gradient;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}

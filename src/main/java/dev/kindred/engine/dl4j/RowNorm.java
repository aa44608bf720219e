package dev.kindred.engine.dl4j;

import dev.kindred.model.HeadForm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link RowNormConf} at work: PyTorch's LayerNorm without scale and shift. */
final class RowNorm extends KernelLayer<RowNormConf> {
  private static final long serialVersionUID = 1L;

  /** Of the last batch, {@code [n, d]} and {@code [n]}. */
  private transient float[] normed;

  private transient double[] inverse;

  RowNorm(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    int n = (int) input.size(0);
    int d = (int) input.size(1);
    normed = input.dup('c').data().asFloat();
    inverse = new double[n];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int k = i * d; k < (i + 1) * d; k++) {
        sum += normed[k];
      }
      double mean = sum / d;
      double squares = 0;
      for (int k = i * d; k < (i + 1) * d; k++) {
        squares += (normed[k] - mean) * (normed[k] - mean);
      }
      inverse[i] = 1 / Math.sqrt(squares / d + HeadForm.EPSILON);
      for (int k = i * d; k < (i + 1) * d; k++) {
        normed[k] = (float) ((normed[k] - mean) * inverse[i]);
      }
    }
    INDArray out = output(workspaces, ArrayType.ACTIVATIONS, n, d);
    out.assign(Nd4j.createFromArray(normed).reshape(n, d));
    return out;
  }

  /** {@code dx = (dy - mean(dy) - y mean(dy y)) / deviation}, row by row. */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    int n = (int) input.size(0);
    int d = (int) input.size(1);
    float[] dy = epsilon.dup('c').data().asFloat();
    for (int i = 0; i < n; i++) {
      double sum = 0;
      double along = 0;
      for (int k = i * d; k < (i + 1) * d; k++) {
        sum += dy[k];
        along += (double) dy[k] * normed[k];
      }
      for (int k = i * d; k < (i + 1) * d; k++) {
        dy[k] = (float) ((dy[k] - sum / d - normed[k] * along / d) * inverse[i]);
      }
    }
    INDArray out = output(workspaces, ArrayType.ACTIVATION_GRAD, n, d);
    out.assign(Nd4j.createFromArray(dy).reshape(n, d));
    return new Pair<>(new DefaultGradient(), out);
  }
}

package dev.kindred.engine.dl4j;

import dev.kindred.model.HeadForm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link NeckConf} at work: PyTorch's BatchNorm1d. */
final class Neck extends KernelLayer<NeckConf> {
  private static final long serialVersionUID = 1L;

  /** Of the last batch in training, {@code [n, d]} and {@code [d]}. */
  private transient float[] normed;

  private transient double[] inverse;

  Neck(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    int n = (int) input.size(0);
    int d = (int) input.size(1);
    float[] x = input.dup('c').data().asFloat();
    double[] mean = doubles(running(NeckConf.MEAN));
    double[] variance = doubles(running(NeckConf.VARIANCE));
    if (training) {
      statistics(x, n, d, mean, variance);
      move(running(NeckConf.MEAN), mean, 1);
      move(running(NeckConf.VARIANCE), variance, n / Math.max(1.0, n - 1.0));
    }
    inverse = new double[d];
    for (int k = 0; k < d; k++) {
      inverse[k] = 1 / Math.sqrt(variance[k] + HeadForm.EPSILON);
    }
    float[] gamma = params.get(NeckConf.GAMMA).toFloatVector();
    float[] beta = params.get(NeckConf.BETA).toFloatVector();
    normed = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int k = i % d;
      normed[i] = (float) ((x[i] - mean[k]) * inverse[k]);
      x[i] = gamma[k] * normed[i] + beta[k];
    }
    INDArray out = output(workspaces, ArrayType.ACTIVATIONS, n, d);
    out.assign(Nd4j.createFromArray(x).reshape(n, d));
    return out;
  }

  private INDArray running(String statistic) {
    return params.get(statistic);
  }

  private static double[] doubles(INDArray row) {
    float[] values = row.toFloatVector();
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static void statistics(float[] x, int n, int d, double[] mean, double[] variance) {
    for (int k = 0; k < d; k++) {
      double sum = 0;
      for (int i = k; i < x.length; i += d) {
        sum += x[i];
      }
      mean[k] = sum / n;
      double squares = 0;
      for (int i = k; i < x.length; i += d) {
        squares += (x[i] - mean[k]) * (x[i] - mean[k]);
      }
      variance[k] = squares / n;
    }
  }

  /** PyTorch's running statistics: the variance is the unbiased one. */
  private static void move(INDArray running, double[] batch, double correction) {
    double[] next = doubles(running);
    float[] values = new float[next.length];
    for (int k = 0; k < next.length; k++) {
      double m = HeadForm.MOMENTUM;
      values[k] = (float) ((1 - m) * next[k] + m * correction * batch[k]);
    }
    running.assign(Nd4j.createFromArray(values).reshape(running.shape()));
  }

  /** {@code dx = gamma (dy - mean(dy) - y mean(dy y)) / deviation}, column by column. */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    int n = (int) input.size(0);
    int d = (int) input.size(1);
    float[] dy = epsilon.dup('c').data().asFloat();
    float[] gamma = params.get(NeckConf.GAMMA).toFloatVector();
    float[] dGamma = new float[d];
    for (int k = 0; k < d; k++) {
      double sum = 0;
      double along = 0;
      for (int i = k; i < dy.length; i += d) {
        sum += dy[i];
        along += (double) dy[i] * normed[i];
      }
      dGamma[k] = (float) along;
      for (int i = k; i < dy.length; i += d) {
        dy[i] = (float) (gamma[k] * inverse[k] * (dy[i] - sum / n - normed[i] * along / n));
      }
    }
    INDArray view = gradientViews.get(NeckConf.GAMMA);
    view.assign(Nd4j.createFromArray(dGamma).reshape(view.shape()));
    INDArray out = output(workspaces, ArrayType.ACTIVATION_GRAD, n, d);
    out.assign(Nd4j.createFromArray(dy).reshape(n, d));
    return new Pair<>(writtenGradient(), out);
  }
}

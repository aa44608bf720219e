package dev.kindred.engine.dl4j;

import dev.kindred.model.HeadForm;
import dev.kindred.model.Pooling;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link GlobalPoolConf} at work. The first of equal maxima gets the gradient, as in PyTorch. */
final class GlobalPool extends KernelLayer<GlobalPoolConf> {
  private static final long serialVersionUID = 1L;

  private transient int[] argmax;
  private transient float[] pooled;

  GlobalPool(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    int n = (int) input.size(0);
    int places = (int) (input.size(1) * input.size(2));
    int c = (int) input.size(3);
    float[] x = kernels.floats(dense(input));
    float[] y = new float[n * c];
    switch (layerConf().pooling) {
      case AVERAGE -> average(x, y, places, c);
      case MAX -> addMaximum(x, y, places, c);
      case AVERAGE_PLUS_MAX -> {
        average(x, y, places, c);
        addMaximum(x, y, places, c);
      }
      case GEM -> generalised(x, y, places, c);
    }
    INDArray out = output(workspaces, ArrayType.ACTIVATIONS, n, c);
    out.assign(Nd4j.createFromArray(y).reshape(n, c));
    return out;
  }

  private static void average(float[] x, float[] y, int places, int c) {
    for (int i = 0, at = 0; i < y.length; i += c) {
      for (int p = 0; p < places; p++, at += c) {
        for (int k = 0; k < c; k++) {
          y[i + k] += x[at + k];
        }
      }
    }
    for (int i = 0; i < y.length; i++) {
      y[i] /= places;
    }
  }

  private void addMaximum(float[] x, float[] y, int places, int c) {
    argmax = new int[y.length];
    for (int i = 0; i < y.length; i++) {
      int best = i / c * places * c + i % c;
      for (int p = 1, at = best + c; p < places; p++, at += c) {
        if (x[at] > x[best]) {
          best = at;
        }
      }
      argmax[i] = best;
      y[i] += x[best];
    }
  }

  private void generalised(float[] x, float[] y, int places, int c) {
    double p = layerConf().power;
    double[] sum = new double[c];
    for (int i = 0, at = 0; i < y.length; i += c) {
      Arrays.fill(sum, 0);
      for (int place = 0; place < places; place++, at += c) {
        for (int k = 0; k < c; k++) {
          sum[k] += power(Math.max(HeadForm.LEAST, x[at + k]), p);
        }
      }
      for (int k = 0; k < c; k++) {
        y[i + k] = (float) Math.pow(sum[k] / places, 1 / p);
      }
    }
    pooled = y;
  }

  /** {@code dy/dx = (x / y)^(p - 1) / places}; below the least number there is no slope. */
  private void backGeneralised(float[] dy, float[] dx, int places, int c) {
    double p = layerConf().power;
    float[] x = kernels.floats(dense(input));
    for (int i = 0, at = 0; i < dy.length; i += c) {
      for (int place = 0; place < places; place++, at += c) {
        for (int k = 0; k < c; k++) {
          float v = x[at + k];
          if (v >= HeadForm.LEAST) {
            dx[at + k] = (float) (dy[i + k] * power(v / (double) pooled[i + k], p - 1) / places);
          }
        }
      }
    }
  }

  /** The usual powers without logarithms. */
  private static double power(double x, double p) {
    if (p == 3) {
      return x * x * x;
    }
    return p == 2 ? x * x : Math.pow(x, p);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    int n = (int) input.size(0);
    int places = (int) (input.size(1) * input.size(2));
    int c = (int) input.size(3);
    float[] dy = epsilon.dup('c').data().asFloat();
    float[] dx = new float[n * places * c];
    Pooling pooling = layerConf().pooling;
    if (pooling == Pooling.GEM) {
      backGeneralised(dy, dx, places, c);
    }
    if (pooling == Pooling.AVERAGE || pooling == Pooling.AVERAGE_PLUS_MAX) {
      for (int i = 0, at = 0; i < dy.length; i += c) {
        for (int p = 0; p < places; p++, at += c) {
          for (int k = 0; k < c; k++) {
            dx[at + k] = dy[i + k] / places;
          }
        }
      }
    }
    if (pooling == Pooling.MAX || pooling == Pooling.AVERAGE_PLUS_MAX) {
      for (int i = 0; i < dy.length; i++) {
        dx[argmax[i]] += dy[i];
      }
    }
    INDArray out = gradient(workspaces, input.shape());
    kernels.set(out, dx);
    return new Pair<>(new DefaultGradient(), out);
  }
}

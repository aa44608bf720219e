package dev.kindred.engine.dl4j;

import static dev.kindred.engine.dl4j.ConvNormConf.BETA;
import static dev.kindred.engine.dl4j.ConvNormConf.BIAS;
import static dev.kindred.engine.dl4j.ConvNormConf.GAMMA;
import static dev.kindred.engine.dl4j.ConvNormConf.MEAN;
import static dev.kindred.engine.dl4j.ConvNormConf.VARIANCE;
import static dev.kindred.engine.dl4j.ConvNormConf.WEIGHT;

import dev.kindred.engine.kernel.Backend;
import dev.kindred.engine.kernel.CastKernel;
import dev.kindred.engine.kernel.ConvKernel;
import dev.kindred.engine.kernel.Geometry;
import dev.kindred.engine.kernel.NormKernel;
import dev.kindred.engine.kernel.RectifierKernel;
import dev.kindred.model.Activation;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link ConvNormConf} at work. With running statistics (evaluation, or training with frozen
 * normalisation) the normalisation is folded into the convolution; with batch statistics it is an
 * operation of its own.
 */
final class ConvNorm extends KernelLayer<ConvNormConf> {
  private static final long serialVersionUID = 1L;

  private transient Operations operations;
  private transient INDArray narrowed;
  private transient INDArray output;
  private transient INDArray convolved;
  private transient INDArray batchMean;
  private transient INDArray batchVariance;
  private transient boolean folded;
  private transient boolean held;
  private transient boolean prepared;

  ConvNorm(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  /** What is built for one shape; a batch of another size builds it anew. */
  private final class Operations {
    final Geometry geometry;
    final ConvKernel foldedConv;
    final RectifierKernel rectifier;
    ConvKernel plainConv;
    NormKernel norm;
    CastKernel cast;

    Operations(Geometry g) {
      if (layerConf().stored() == DataType.BFLOAT16) {
        // Here and not where a network is made: the driver's never computes.
        Backend.checkBf16();
      }
      geometry = g;
      Activation act = layerConf().act;
      foldedConv = kernels.conv(g, act);
      rectifier =
          act == Activation.IDENTITY
              ? null
              : kernels.rectifier(g.n() * g.out() * g.outH() * g.outW(), act);
    }

    CastKernel cast() {
      if (cast == null) {
        cast = kernels.cast(geometry.n() * geometry.h() * geometry.w() * geometry.c());
      }
      return cast;
    }

    ConvKernel plainConv() {
      if (plainConv == null) {
        plainConv = kernels.conv(geometry, Activation.IDENTITY);
        norm =
            kernels.norm(
                geometry.n(),
                geometry.outH(),
                geometry.outW(),
                geometry.out(),
                (float) layerConf().eps);
      }
      return plainConv;
    }
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    ConvNormConf c = layerConf();
    Geometry g = c.geometry(input.size(0), input.size(1), input.size(2));
    if (operations == null || !operations.geometry.equals(g)) {
      operations = new Operations(g);
      prepared = false;
    }
    INDArray x = x(training, workspaces);
    folded = !training || c.frozenNorm || !c.norm;
    INDArray y = stored(workspaces, ArrayType.ACTIVATIONS, g.n(), g.outH(), g.outW(), g.out());
    if (folded) {
      if (training || !held || !prepared) {
        float[] scale = scale();
        operations.foldedConv.prepare(params.get(WEIGHT), scale, shift(scale));
        prepared = true;
      }
      operations.foldedConv.forward(x, y);
    } else {
      normalizeByBatch(x, y, workspaces);
    }
    output = y;
    return y;
  }

  /** The input in the type of the kernels: images come in fp32. */
  private INDArray x(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray x = dense(input);
    narrowed = null;
    if (x.dataType() == layerConf().stored()) {
      return x;
    }
    INDArray cast = stored(workspaces, ArrayType.ACTIVATIONS, x.shape());
    operations.cast().narrow(x, cast);
    if (training) {
      narrowed = cast;
    }
    return cast;
  }

  /**
   * While on, evaluation folds the normalisation once and not for every batch. Who switches it on
   * switches it off before changing a parameter.
   */
  void hold(boolean on) {
    held = on;
    prepared = false;
  }

  private void normalizeByBatch(INDArray x, INDArray y, LayerWorkspaceMgr workspaces) {
    ConvNormConf c = layerConf();
    float[] ownBias = c.bias ? params.get(BIAS).toFloatVector() : new float[c.out];
    convolved = stored(workspaces, ArrayType.ACTIVATIONS, y.shape());
    operations.plainConv().prepare(params.get(WEIGHT), null, ownBias);
    operations.plainConv().forward(x, convolved);
    batchMean = output(workspaces, ArrayType.ACTIVATIONS, 1, c.out);
    batchVariance = output(workspaces, ArrayType.ACTIVATIONS, 1, c.out);
    operations.norm.forward(
        convolved, params.get(GAMMA), params.get(BETA), batchMean, batchVariance, y);
    if (operations.rectifier != null) {
      operations.rectifier.forward(y);
    }
    double count = y.length() / (double) c.out;
    move(params.get(MEAN), batchMean, c.momentum, 1);
    move(params.get(VARIANCE), batchVariance, c.momentum, count / Math.max(1, count - 1));
  }

  /** PyTorch's running statistics: the variance is the unbiased one. */
  private static void move(INDArray running, INDArray batch, double momentum, double correction) {
    running.muli(1 - momentum).addi(batch.mul(momentum * correction));
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    ConvNormConf c = layerConf();
    // What dense() copies lies where later layers work: it is made again.
    INDArray x = narrowed == null ? dense(input) : narrowed;
    INDArray dz = dense(epsilon);
    if (operations.rectifier != null) {
      INDArray masked = stored(workspaces, ArrayType.BP_WORKING_MEM, output.shape());
      operations.rectifier.backward(output, dz, masked);
      dz = masked;
    }
    ConvKernel conv = folded ? operations.foldedConv : operations.plainConv();
    if (!folded) {
      dz = backpropNorm(dz, workspaces);
    }
    if (c.trained) {
      backpropParams(conv, x, dz);
    }
    INDArray dx = null;
    if (!c.firstLayer) {
      dx = gradient(workspaces, x.shape());
      conv.backwardData(dz, dx);
    }
    narrowed = null;
    output = null;
    convolved = null;
    return new Pair<>(writtenGradient(), dx);
  }

  private INDArray backpropNorm(INDArray dy, LayerWorkspaceMgr workspaces) {
    INDArray dz = stored(workspaces, ArrayType.BP_WORKING_MEM, output.shape());
    operations.norm.backward(
        convolved,
        params.get(GAMMA),
        batchMean,
        batchVariance,
        dy,
        dz,
        gradientViews.get(GAMMA),
        gradientViews.get(BETA));
    if (layerConf().frozenAffine) {
      // What is left in a gradient counts in its length, and would be stepped along.
      gradientViews.get(GAMMA).assign(0);
      gradientViews.get(BETA).assign(0);
    }
    return dz;
  }

  private void backpropParams(ConvKernel conv, INDArray x, INDArray dz) {
    ConvNormConf c = layerConf();
    float[] dScale = new float[c.out];
    float[] dShift = new float[c.out];
    conv.backwardWeights(x, dz, gradientViews.get(WEIGHT), dScale, dShift);
    if (!folded || !c.norm) {
      if (c.bias) {
        write(gradientViews.get(BIAS), dShift);
      }
      return;
    }
    // y = s w x + beta + (b - mean) s with s = gamma / sqrt(var + eps)
    float[] mean = params.get(MEAN).toFloatVector();
    float[] inverse = inverseDeviation();
    float[] gamma = params.get(GAMMA).toFloatVector();
    float[] own = c.bias ? params.get(BIAS).toFloatVector() : new float[c.out];
    float[] dGamma = new float[c.out];
    float[] dBias = new float[c.out];
    for (int o = 0; o < c.out; o++) {
      dGamma[o] = (float) ((dScale[o] + (double) dShift[o] * (own[o] - mean[o])) * inverse[o]);
      dBias[o] = dShift[o] * inverse[o] * gamma[o];
    }
    if (!c.frozenAffine) {
      write(gradientViews.get(GAMMA), dGamma);
      write(gradientViews.get(BETA), dShift);
    }
    if (c.bias) {
      write(gradientViews.get(BIAS), dBias);
    }
  }

  private static void write(INDArray target, float[] values) {
    target.assign(Nd4j.createFromArray(values).reshape(target.shape()));
  }

  /** gamma / sqrt(var + eps), or null without normalisation. */
  private float[] scale() {
    if (!layerConf().norm) {
      return null;
    }
    float[] s = inverseDeviation();
    float[] gamma = params.get(GAMMA).toFloatVector();
    for (int o = 0; o < s.length; o++) {
      s[o] *= gamma[o];
    }
    return s;
  }

  private float[] inverseDeviation() {
    float[] v = params.get(VARIANCE).toFloatVector();
    for (int o = 0; o < v.length; o++) {
      v[o] = (float) (1 / Math.sqrt(v[o] + layerConf().eps));
    }
    return v;
  }

  private float[] shift(float[] scale) {
    ConvNormConf c = layerConf();
    float[] b = c.bias ? params.get(BIAS).toFloatVector() : new float[c.out];
    if (!c.norm) {
      return b;
    }
    float[] mean = params.get(MEAN).toFloatVector();
    float[] beta = params.get(BETA).toFloatVector();
    for (int o = 0; o < b.length; o++) {
      b[o] = beta[o] + (b[o] - mean[o]) * scale[o];
    }
    return b;
  }
}

package dev.kindred.engine.onednn;

import static dev.kindred.engine.onednn.OneDnnKernels.at;

import dev.kindred.engine.kernel.ConvKernel;
import dev.kindred.engine.kernel.Geometry;
import dev.kindred.model.Activation;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scales the weights, which are few, instead of the activations, which are many. */
final class ScaledConvolution implements ConvKernel {
  private final Convolution convolution;
  private final float[] weights;
  private final float[] gradient;
  private final FloatPointer scaled;
  private final FloatPointer bias;
  private final int out;
  private final DepthwiseGradient depthwise;

  ScaledConvolution(Geometry g, Activation fused) {
    convolution = new Convolution(g, fused);
    out = g.out();
    depthwise = DepthwiseGradient.suits(g) ? new DepthwiseGradient(g) : null;
    weights = new float[out * (g.c() / g.groups()) * g.kernel() * g.kernel()];
    gradient = new float[weights.length];
    scaled = new FloatPointer(weights.length);
    bias = new FloatPointer(out);
  }

  @Override
  public void forward(INDArray x, INDArray w, float[] scale, float[] shift, INDArray y) {
    bias.put(shift, 0, out);
    convolution.forward(at(x), scaledWeights(w, scale), bias.address(), at(y));
  }

  @Override
  public void backwardData(INDArray dz, INDArray w, float[] scale, INDArray dx) {
    convolution.backwardData(at(dz), scaledWeights(w, scale), at(dx));
  }

  @Override
  public void backwardWeights(
      INDArray x,
      INDArray dz,
      INDArray w,
      float[] scale,
      INDArray dw,
      float[] dScale,
      float[] dShift) {
    if (depthwise == null) {
      convolution.backwardWeights(at(x), at(dz), at(dw), bias.address());
      bias.get(dShift, 0, out);
    } else {
      depthwise.run(at(x), at(dz), gradient, dShift);
      new FloatPointer(new Address().at(at(dw))).put(gradient, 0, gradient.length);
    }
    if (scale != null) {
      unscale(w, scale, dw, dScale);
    }
  }

  private long scaledWeights(INDArray w, float[] scale) {
    if (scale == null) {
      return at(w);
    }
    new FloatPointer(new Address().at(at(w))).get(weights, 0, weights.length);
    int row = weights.length / out;
    for (int o = 0; o < out; o++) {
      float s = scale[o];
      for (int i = o * row; i < (o + 1) * row; i++) {
        weights[i] *= s;
      }
    }
    scaled.put(weights, 0, weights.length);
    return scaled.address();
  }

  /** With w' = s w: dL/ds = &lt;dL/dw', w&gt; per output channel, and dL/dw = s dL/dw'. */
  private void unscale(INDArray w, float[] scale, INDArray dw, float[] dScale) {
    FloatPointer target = new FloatPointer(new Address().at(at(dw)));
    target.get(gradient, 0, gradient.length);
    new FloatPointer(new Address().at(at(w))).get(weights, 0, weights.length);
    int row = weights.length / out;
    for (int o = 0; o < out; o++) {
      float s = scale[o];
      double dot = 0;
      for (int i = o * row; i < (o + 1) * row; i++) {
        dot += (double) gradient[i] * weights[i];
        gradient[i] *= s;
      }
      dScale[o] = (float) dot;
    }
    target.put(gradient, 0, gradient.length);
  }
}

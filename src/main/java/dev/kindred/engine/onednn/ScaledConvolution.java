package dev.kindred.engine.onednn;

import static dev.kindred.engine.onednn.OneDnnKernels.at;

import dev.kindred.engine.kernel.ConvKernel;
import dev.kindred.engine.kernel.Geometry;
import dev.kindred.model.Activation;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Scales the weights, which are few, instead of the activations, which are many, and does so once
 * for all passes with the same weights.
 */
final class ScaledConvolution implements ConvKernel {
  private final Convolution convolution;
  private final float[] weights;
  private final float[] gradient;
  private final FloatPointer scaled;
  private final FloatPointer bias;
  private final FloatPointer dBias;
  private final int out;
  private final Supplier<Optional<WindowGradient>> windowsOf;
  private Optional<WindowGradient> windows;
  private INDArray plain;
  private float[] scale;
  private long weightsAt;

  ScaledConvolution(Geometry g, Activation fused, DataType type) {
    convolution = new Convolution(g, fused, type);
    out = g.out();
    windowsOf = () -> WindowGradient.of(g, type);
    weights = new float[out * (g.c() / g.groups()) * g.kernel() * g.kernel()];
    gradient = new float[weights.length];
    scaled = new FloatPointer(weights.length);
    bias = new FloatPointer(out);
    dBias = new FloatPointer(out);
  }

  @Override
  public void prepare(INDArray w, float[] newScale, float[] shift) {
    plain = w;
    scale = newScale;
    bias.put(shift, 0, out);
    weightsAt = scaledWeights();
    convolution.prepare(weightsAt);
  }

  @Override
  public void forward(INDArray x, INDArray y) {
    convolution.forward(at(x), bias.address(), at(y));
  }

  @Override
  public void backwardData(INDArray dz, INDArray dx) {
    convolution.backwardData(at(dz), weightsAt, at(dx));
  }

  @Override
  public void backwardWeights(
      INDArray x, INDArray dz, INDArray dw, float[] dScale, float[] dShift) {
    if (windows == null) {
      // A network that only embeds needs none.
      windows = windowsOf.get();
    }
    if (windows.isEmpty()) {
      convolution.backwardWeights(at(x), at(dz), at(dw), dBias.address());
      dBias.get(dShift, 0, out);
    } else {
      windows.get().run(at(x), at(dz), gradient, dShift);
      new FloatPointer(new Address().at(at(dw))).put(gradient, 0, gradient.length);
    }
    if (scale != null) {
      unscale(dw, dScale);
    }
  }

  private long scaledWeights() {
    if (scale == null) {
      return at(plain);
    }
    new FloatPointer(new Address().at(at(plain))).get(weights, 0, weights.length);
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
  private void unscale(INDArray dw, float[] dScale) {
    FloatPointer target = new FloatPointer(new Address().at(at(dw)));
    target.get(gradient, 0, gradient.length);
    new FloatPointer(new Address().at(at(plain))).get(weights, 0, weights.length);
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

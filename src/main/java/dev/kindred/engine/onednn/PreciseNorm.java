package dev.kindred.engine.onednn;

import static dev.kindred.engine.onednn.OneDnnKernels.at;

import dev.kindred.engine.kernel.NormKernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation whose sums are in double precision, as PyTorch's are on a CPU. oneDNN's are
 * in single precision, which shows where few positions with nearly the same values make the
 * statistics, as in the last blocks of small images.
 */
final class PreciseNorm implements NormKernel {
  /** Up to so many positions; with more, rounding averages out and oneDNN is faster. */
  static final long MOST_POSITIONS = 256;

  private final int positions;
  private final int channels;
  private final double eps;

  PreciseNorm(int positions, int channels, double eps) {
    this.positions = positions;
    this.channels = channels;
    this.eps = eps;
  }

  @Override
  public void forward(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
    float[] in = read(x, positions * channels);
    double[] mu = new double[channels];
    for (int i = 0; i < in.length; i++) {
      mu[i % channels] += in[i];
    }
    for (int c = 0; c < channels; c++) {
      mu[c] /= positions;
    }
    double[] var = new double[channels];
    for (int i = 0; i < in.length; i++) {
      double d = in[i] - mu[i % channels];
      var[i % channels] += d * d;
    }
    float[] g = read(gamma, channels);
    float[] b = read(beta, channels);
    double[] scale = new double[channels];
    for (int c = 0; c < channels; c++) {
      var[c] /= positions;
      scale[c] = g[c] / Math.sqrt(var[c] + eps);
    }
    float[] out = new float[in.length];
    for (int i = 0; i < in.length; i++) {
      int c = i % channels;
      out[i] = (float) ((in[i] - mu[c]) * scale[c] + b[c]);
    }
    write(y, out);
    write(mean, narrowed(mu));
    write(variance, narrowed(var));
  }

  /**
   * With n positions and x^ the normalised input: dx = gamma / (n sqrt(var + eps)) (n dy - sum dy -
   * x^ sum(dy x^)). The statistics are computed again: those handed over are rounded.
   */
  @Override
  public void backward(
      INDArray x,
      INDArray gamma,
      INDArray mean,
      INDArray variance,
      INDArray dy,
      INDArray dx,
      INDArray dGamma,
      INDArray dBeta) {
    float[] in = read(x, positions * channels);
    float[] up = read(dy, positions * channels);
    double[] mu = new double[channels];
    double[] sum = new double[channels];
    for (int i = 0; i < in.length; i++) {
      mu[i % channels] += in[i];
      sum[i % channels] += up[i];
    }
    for (int c = 0; c < channels; c++) {
      mu[c] /= positions;
    }
    double[] var = new double[channels];
    double[] dot = new double[channels];
    for (int i = 0; i < in.length; i++) {
      int c = i % channels;
      double d = in[i] - mu[c];
      var[c] += d * d;
      dot[c] += up[i] * d;
    }
    float[] g = read(gamma, channels);
    double[] inverse = new double[channels];
    for (int c = 0; c < channels; c++) {
      inverse[c] = 1 / Math.sqrt(var[c] / positions + eps);
      dot[c] *= inverse[c];
    }
    float[] down = new float[in.length];
    for (int i = 0; i < in.length; i++) {
      int c = i % channels;
      double normalised = (in[i] - mu[c]) * inverse[c];
      down[i] = (float) (g[c] * inverse[c] * (up[i] - (sum[c] + normalised * dot[c]) / positions));
    }
    write(dx, down);
    write(dGamma, narrowed(dot));
    write(dBeta, narrowed(sum));
  }

  private static float[] read(INDArray array, int length) {
    float[] values = new float[length];
    Values.read(at(array), array.dataType(), values);
    return values;
  }

  private static void write(INDArray array, float[] values) {
    Values.write(at(array), array.dataType(), values);
  }

  private static float[] narrowed(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}

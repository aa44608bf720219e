package dev.kindred.model;

/**
 * A convolution with the batch normalisation behind it folded in: with running statistics both are
 * linear, {@code gamma (W x + b - mean) / sqrt(var + eps) + beta}.
 *
 * @param weight {@code [out, in/groups, k, k]}
 * @param bias {@code [out]}
 */
public record Folded(Tensor weight, Tensor bias) {

  /**
   * Folds one convolution. Computed in double precision, so that folding rounds once.
   *
   * @param weights of the backbone, as {@link Weights#check} gives them
   */
  public static Folded of(Node.Conv conv, StateDict weights) {
    Tensor kernel = weights.get(conv.key() + ".weight");
    float[] bias =
        conv.bias() ? weights.get(conv.key() + ".bias").data().clone() : new float[conv.out()];
    String biasName = conv.key() + ".bias";
    if (conv.norm() == null) {
      return new Folded(kernel, new Tensor(biasName, new int[] {conv.out()}, bias));
    }
    float[] gamma = weights.get(conv.norm().key() + ".weight").data();
    float[] beta = weights.get(conv.norm().key() + ".bias").data();
    float[] mean = weights.get(conv.norm().key() + ".running_mean").data();
    float[] variance = weights.get(conv.norm().key() + ".running_var").data();
    float[] folded = new float[kernel.data().length];
    int each = folded.length / conv.out();
    for (int o = 0; o < conv.out(); o++) {
      double scale = gamma[o] / Math.sqrt(variance[o] + conv.norm().eps());
      for (int i = o * each; i < (o + 1) * each; i++) {
        folded[i] = (float) (kernel.data()[i] * scale);
      }
      bias[o] = (float) ((bias[o] - (double) mean[o]) * scale + beta[o]);
    }
    return new Folded(
        new Tensor(kernel.name(), kernel.shape(), folded),
        new Tensor(biasName, new int[] {conv.out()}, bias));
  }
}

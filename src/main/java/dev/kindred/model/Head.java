package dev.kindred.model;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Arrays;

/**
 * From the feature map to the embedding: pooling, a linear layer, unit length.
 *
 * @param pooling of the feature map
 * @param weight {@code [dim, features]}
 * @param bias {@code [dim]}
 */
public record Head(Pooling pooling, Tensor weight, Tensor bias) {
  /** Key of {@link #weight} in a state dict. */
  public static final String WEIGHT = "head.weight";

  /** Key of {@link #bias} in a state dict. */
  public static final String BIAS = "head.bias";

  /**
   * The head in the state dict of one of our own models.
   *
   * @throws KindredException (bad data) when it is not there or of another width
   */
  public static Head of(Backbone backbone, Pooling pooling, StateDict dict) {
    Tensor weight = dict.tensors().get(WEIGHT);
    Tensor bias = dict.tensors().get(BIAS);
    if (weight == null || bias == null) {
      throw new KindredException(
          Exit.BAD_DATA,
          dict.source()
              + ": has no "
              + WEIGHT
              + " and "
              + BIAS
              + "; use a model that was trained here");
    }
    int[] shape = weight.shape();
    if (shape.length != 2
        || shape[1] != backbone.features()
        || !Arrays.equals(bias.shape(), new int[] {shape[0]})) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s: %s %s and %s %s do not fit the %d features of %s; use its own weights"
              .formatted(
                  dict.source(),
                  WEIGHT,
                  Arrays.toString(shape),
                  BIAS,
                  Arrays.toString(bias.shape()),
                  backbone.features(),
                  backbone.name()));
    }
    return new Head(pooling, weight, bias);
  }

  /** Embedding dimension. */
  public int dim() {
    return bias.data().length;
  }
}

package dev.kindred.model;

import java.io.Serializable;

/**
 * What a head has beside its pooling, its linear layer and the unit length.
 *
 * @param gemPower the power of {@link Pooling#GEM}
 * @param layerNorm whether the pooled numbers are normalised, image by image and without a scale or
 *     shift of their own, before the linear layer (ProxyNCA++, Teh 2020, arXiv:2004.01113)
 * @param bnNeck whether a batch normalisation without shift stands between the linear layer and the
 *     unit length (BNNeck, Luo 2019, arXiv:1903.07071)
 */
public record HeadForm(double gemPower, boolean layerNorm, boolean bnNeck) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** PyTorch's default of {@code LayerNorm} and of {@code BatchNorm1d}. */
  public static final double EPSILON = 1e-5;

  /** PyTorch's default of {@code BatchNorm1d}: how fast running statistics follow. */
  public static final double MOMENTUM = 0.1;

  /** What GeM takes for smaller numbers, whose power has no slope. */
  public static final double LEAST = 1e-6;

  /** Prefix of the neck's tensors in a state dict, named as those of {@code BatchNorm1d}. */
  public static final String NECK = "neck";

  /** Nothing else; the power of GeM, should it be the pooling, is that of its paper. */
  public static final HeadForm PLAIN = new HeadForm(3, false, false);
}

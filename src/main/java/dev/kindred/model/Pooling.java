package dev.kindred.model;

/** How a feature map {@code [h, w, c]} becomes {@code c} numbers. */
public enum Pooling {
  AVERAGE,
  MAX,
  /** The sum of average and maximum. */
  AVERAGE_PLUS_MAX,
  /**
   * Generalised mean (Radenovic 2018, arXiv:1711.02512): {@code mean(x^p)^(1/p)} of the positive
   * numbers, a smaller one counting as {@link HeadForm#LEAST}; {@code p} is {@link
   * HeadForm#gemPower}.
   */
  GEM
}

package dev.kindred.model;

/** How a feature map {@code [h, w, c]} becomes {@code c} numbers. */
public enum Pooling {
  AVERAGE,
  MAX,
  /** The sum of average and maximum. */
  AVERAGE_PLUS_MAX
}

package dev.kindred.model;

/** What follows a convolution. */
public enum Activation {
  IDENTITY,
  RELU,
  /** min(max(x, 0), 6). */
  RELU6
}

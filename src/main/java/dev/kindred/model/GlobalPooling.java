package dev.kindred.model;

/** How the feature map becomes one vector. */
public enum GlobalPooling {
  AVERAGE,
  MAX,
  /** Average plus maximum. */
  BOTH
}

package dev.kindred.dataset;

/** Which part of the protocol an image belongs to. */
public enum Split {
  TRAIN,
  /** Every image is a query against all the others. */
  TEST,
  QUERY,
  GALLERY
}

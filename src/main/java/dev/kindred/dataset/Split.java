package dev.kindred.dataset;

/** Which part of the protocol an image belongs to. */
public enum Split {
  TRAIN,
  /** Every image is a query against all the others. */
  TEST,
  QUERY,
  GALLERY,
  /** Images that choose the best model; never trained on. */
  VALIDATION
}

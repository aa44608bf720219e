package dev.kindred.engine.spark;

/**
 * An executor is gone with what it had for itself, which nobody else has: the rounds since the last
 * common state are to be done again.
 */
public final class LostStretch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostStretch(Throwable cause) {
    super("an executor is gone with what its replica had for itself", cause);
  }
}

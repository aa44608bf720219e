package dev.kindred.engine.exchange;

/** A piece of the common state is not where it was held; the driver has a copy of it. */
public final class MissingState extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MissingState(String piece) {
    super(piece + " of the common state is gone with its executor");
  }
}

package dev.kindred.image;

/** An image that cannot be used; the message says what was found, without the path. */
public final class BrokenImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Broken reason;

  /** With the class of the failure and one line of detail. */
  public BrokenImageException(Broken reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Class of the failure. */
  public Broken reason() {
    return reason;
  }
}

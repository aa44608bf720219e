package dev.kindred.run;

/** How a command ends; the numbers avoid those that Spark uses itself. */
public enum Exit {
  DONE(0),
  USAGE(64),
  BAD_DATA(65),
  FAILED(70),
  TRY_LATER(75);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /** Number for the shell. */
  public int code() {
    return code;
  }
}

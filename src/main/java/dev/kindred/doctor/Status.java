package dev.kindred.doctor;

/** How a check ended. */
public enum Status {
  OK("ok"),
  /** Could not be asked, or has nothing to ask. */
  SKIPPED("skipped"),
  /** A run would work, but worse than it could. */
  WARNING("warning"),
  /** A run would not work. */
  FAILED("FAILED");

  private final String word;

  Status(String word) {
    this.word = word;
  }

  /** For the table. */
  public String word() {
    return word;
  }
}

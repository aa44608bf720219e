package dev.kindred.engine.exchange;

/** An executor is gone with what its task had left for the driver; the task has to run again. */
public final class LostState extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int slot;

  /** Of a slot. */
  public LostState(int slot) {
    super("the parameters of slot " + slot + " are gone with their executor");
    this.slot = slot;
  }

  /** Whose. */
  public int slot() {
    return slot;
  }
}

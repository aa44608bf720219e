package dev.kindred.run;

/**
 * Whether the process was asked to stop, by SIGTERM or Ctrl-C. Long work looks at it between two
 * steps, saves what it has, and leaves by {@link #check}. Thread-safe.
 */
public final class StopSignal {
  private volatile boolean requested;

  /** Asks to stop. */
  public void request() {
    requested = true;
  }

  /** Whether to stop. */
  public boolean isRequested() {
    return requested;
  }

  /**
   * Leaves when asked to.
   *
   * @param saved what there is to resume from, for the message
   * @throws KindredException with {@link Exit#TRY_LATER}
   */
  public void check(String saved) {
    if (requested) {
      throw new KindredException(
          Exit.TRY_LATER,
          "stopped on request; " + saved + "; the same command with the same --run-id goes on");
    }
  }
}

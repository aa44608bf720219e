package dev.kindred.run;

import java.util.function.Supplier;

/**
 * Whether the process was asked to stop, by SIGTERM or Ctrl-C. Long work looks at it between two
 * steps, saves what it has, and leaves by {@link #check}. What has not left after a while is
 * cancelled, and at last ended with what {@link #end} says. Thread-safe.
 */
public final class StopSignal {
  private volatile boolean requested;
  private volatile Runnable onRequest = () -> {};
  private volatile Runnable cancellation = () -> {};
  private volatile Supplier<Exit> ending = () -> Exit.TRY_LATER;

  /** Asks to stop. */
  public void request() {
    synchronized (this) {
      if (requested) {
        return;
      }
      requested = true;
    }
    onRequest.run();
  }

  /** Whether to stop. */
  public boolean isRequested() {
    return requested;
  }

  /** What follows the first request. */
  public void onRequest(Runnable action) {
    onRequest = action;
  }

  /** What ends work that does not look at this signal; may run several times. */
  public void onCancel(Runnable action) {
    cancellation = action;
  }

  /** What writes down that the work has ended, and how; the first end counts. */
  public void onEnd(Supplier<Exit> action) {
    ending = action;
  }

  /** Ends the work that does not look at this signal. */
  public void cancel() {
    cancellation.run();
  }

  /** Ends the work on paper. */
  public Exit end() {
    return ending.get();
  }

  /**
   * Leaves when asked to.
   *
   * @param saved what there is to resume from, for the message
   * @throws KindredException with {@link Exit#TRY_LATER}
   */
  public void check(String saved) {
    if (requested) {
      throw stopped(saved);
    }
  }

  /**
   * The end of whoever was asked to stop.
   *
   * @param saved what there is to resume from
   */
  public static KindredException stopped(String saved) {
    return new KindredException(
        Exit.TRY_LATER,
        "stopped on request; " + saved + "; the same command with the same --run-id goes on");
  }
}

package dev.kindred.run;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Waiting for what other threads do. */
public final class Background {
  private Background() {}

  /**
   * Waits for a result.
   *
   * @param what is waited for, in the words of a message
   * @throws RuntimeException for which there is none, or when interrupted
   */
  public static <T> T result(Future<T> work, String what) {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + what, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Waits until threads that were told to end have ended, however often it is interrupted: whoever
   * called goes on with the memory that they write to.
   */
  public static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

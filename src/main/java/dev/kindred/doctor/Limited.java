package dev.kindred.doctor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Questions that may never be answered, such as one to a network disk that is gone. */
public final class Limited {
  private Limited() {}

  /**
   * Asks on a thread of its own, which is left behind when it does not answer.
   *
   * @throws TimeoutException when there is no answer in time
   * @throws Exception of the question
   */
  public static <T> T within(Duration patience, Callable<T> question) throws Exception {
    FutureTask<T> task = new FutureTask<>(question);
    Thread thread = new Thread(task, "kindred-doctor");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      TimeoutException named =
          new TimeoutException("no answer within %s s".formatted(seconds(patience)));
      named.initCause(e);
      throw named;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static String seconds(Duration patience) {
    long millis = patience.toMillis();
    return millis % 1000 == 0 ? "" + millis / 1000 : "" + millis / 1000.0;
  }

  /** The one line that says most of what went wrong. */
  static String line(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && !(root instanceof TimeoutException)) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return root instanceof TimeoutException
        ? message
        : root.getClass().getSimpleName() + ": " + message;
  }
}

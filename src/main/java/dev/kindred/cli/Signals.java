package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.StopSignal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.util.SignalUtils;

/**
 * SIGTERM, SIGHUP and Ctrl-C as a request. A shutdown hook would come too late: Spark's own hook
 * stops the context at the same time, and with it the executors that a checkpoint needs. The
 * process ends within ten seconds, however long a task, a collection of results or Spark's own
 * stopping takes: cluster managers kill after a grace period, mostly of 10 to 30 s.
 */
@DriverOnly
final class Signals {
  /** Steps and rounds shorter than this end and are saved. */
  private static final long ORDERLY_MS = 3_500;

  /** From the request to the end of a process that has not ended by itself. */
  private static final long LIMIT_MS = 8_000;

  private static final long CANCEL_EVERY_MS = 250;
  private static final long LAST_WORDS_MS = 700;

  private final StopSignal stop;
  private final AtomicBoolean ending = new AtomicBoolean();

  private Signals(StopSignal stop) {
    this.stop = stop;
  }

  /** Requests a stop on the first signal; a second one ends the process at once. */
  static void onTermination(StopSignal stop) {
    Signals signals = new Signals(stop);
    stop.onRequest(() -> thread("kindred-stop", signals::seeToIt));
    for (String name : new String[] {"TERM", "INT", "HUP"}) {
      SignalUtils.register(
          name,
          () -> {
            signals.arrived();
            return true;
          });
    }
  }

  private void arrived() {
    if (stop.isRequested()) {
      thread("kindred-end", this::end);
      return;
    }
    System.err.println("kindred: asked to stop; saving first, a second time ends at once");
    stop.request();
  }

  private void seeToIt() {
    long start = System.nanoTime();
    sleep(ORDERLY_MS);
    while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(LIMIT_MS)) {
      // Work goes on to its next job where it does not look at the signal.
      thread("kindred-cancel", stop::cancel);
      sleep(CANCEL_EVERY_MS);
    }
    end();
  }

  private void end() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    Exit exit = Exit.TRY_LATER;
    try {
      // A file system that does not answer must not keep the process.
      exit =
          CompletableFuture.supplyAsync(stop::end, work -> thread("kindred-last-words", work))
              .get(LAST_WORDS_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      System.err.println("kindred: status.json could not be written before the end: " + e);
    }
    Children.kill();
    Kindred.halt(exit.code());
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

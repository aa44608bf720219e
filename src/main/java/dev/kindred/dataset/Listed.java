package dev.kindred.dataset;

import dev.kindred.run.Progress;
import java.time.Duration;

/** Shows how far a listing is, once it takes longer than a moment. */
final class Listed implements AutoCloseable {
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final Progress.Display display;
  private final String what;
  private final long start = System.nanoTime();
  private Progress progress;

  /**
   * @param display null for nowhere
   */
  Listed(Progress.Display display, String what) {
    this.display = display;
    this.what = what;
  }

  synchronized void found(long files) {
    if (progress == null && display != null && System.nanoTime() - start > MOMENT.toNanos()) {
      progress = display.start(what, "files", 0, 0);
    }
    if (progress != null) {
      progress.update(files, "");
    }
  }

  @Override
  public synchronized void close() {
    if (progress != null) {
      progress.close();
    }
  }
}

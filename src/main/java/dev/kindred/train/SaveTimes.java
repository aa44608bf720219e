package dev.kindred.train;

import dev.kindred.config.TrainSettings;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** When a checkpoint is due: every so many rounds, and when the last is so many minutes old. */
final class SaveTimes {
  private final TrainSettings.Checkpoint settings;
  private final LongSupplier nanos;
  private long last;

  /**
   * @param nanos a clock as {@link System#nanoTime}
   */
  SaveTimes(TrainSettings.Checkpoint settings, LongSupplier nanos) {
    this.settings = settings;
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /**
   * @param round number of rounds done
   */
  boolean due(int round) {
    long oldest = TimeUnit.MINUTES.toNanos(settings.everyMinutes());
    boolean late = oldest > 0 && nanos.getAsLong() - last >= oldest;
    return late || round % settings.everyRounds() == 0;
  }

  void saved() {
    last = nanos.getAsLong();
  }
}

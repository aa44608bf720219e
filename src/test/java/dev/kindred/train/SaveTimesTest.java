package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.config.TrainSettings;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SaveTimesTest {
  private final AtomicLong clock = new AtomicLong();

  private SaveTimes times(int rounds, int minutes) {
    return new SaveTimes(new TrainSettings.Checkpoint(rounds, minutes, 3), clock::get);
  }

  private void pass(int minutes) {
    clock.addAndGet(TimeUnit.MINUTES.toNanos(minutes));
  }

  @Test
  void everySoManyRounds() {
    SaveTimes times = times(3, 0);
    pass(1000);
    assertThat(times.due(2)).isFalse();
    assertThat(times.due(3)).isTrue();
    assertThat(times.due(4)).isFalse();
  }

  @Test
  void everySoManyMinutesSinceTheLast() {
    SaveTimes times = times(1000, 10);
    pass(9);
    assertThat(times.due(1)).isFalse();
    pass(1);
    assertThat(times.due(2)).isTrue();
    times.saved();
    assertThat(times.due(3)).isFalse();
    pass(10);
    assertThat(times.due(4)).isTrue();
  }
}

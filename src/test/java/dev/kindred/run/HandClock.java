package dev.kindred.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that tests turn by hand. */
public final class HandClock implements InstantSource {
  private Instant now = Instant.parse("2024-05-06T07:08:09Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Lets time pass. */
  public synchronized void forward(Duration time) {
    now = now.plus(time);
  }
}

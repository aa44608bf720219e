package dev.kindred.run;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * How long a lease lasts, and by which clocks.
 *
 * @param length without a renewal; it is renewed several times as often
 * @param clock for the times that others see; never decides alone
 * @param nanos a clock as {@link System#nanoTime}, by which expiry is decided
 */
public record LeaseTerms(Duration length, InstantSource clock, LongSupplier nanos) {
  /** A lease of a minute outlives a garbage collection, and a name node's change. */
  public static final Duration USUAL = Duration.ofMinutes(1);

  /** By this machine's clocks. */
  public static LeaseTerms of(Duration length) {
    return new LeaseTerms(length, InstantSource.system(), System::nanoTime);
  }
}

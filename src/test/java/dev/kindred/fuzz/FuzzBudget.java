package dev.kindred.fuzz;

import java.time.Duration;

/**
 * How long a fuzz test goes on: a few seconds in the usual run, as long as the system property
 * {@code kindred.fuzz.seconds} says otherwise. Seeds count up from {@code kindred.fuzz.seed} (0),
 * so that a failure is repeated with that seed alone.
 */
public final class FuzzBudget {
  /** Seconds for each fuzz test. */
  public static final String SECONDS = "kindred.fuzz.seconds";

  /** The first seed. */
  public static final String SEED = "kindred.fuzz.seed";

  private final long first = Long.getLong(SEED, 0);
  private final long end;
  private long inputs;

  private FuzzBudget(long nanos) {
    this.end = System.nanoTime() + nanos;
  }

  /**
   * Begins now.
   *
   * @param usual without the property
   */
  public static FuzzBudget start(Duration usual) {
    return new FuzzBudget(seconds(usual).toNanos());
  }

  /** What the property says, or the usual. */
  public static Duration seconds(Duration usual) {
    String asked = System.getProperty(SECONDS);
    return asked == null ? usual : Duration.ofSeconds(Long.parseLong(asked));
  }

  /** Whether there is time for another input; at least one there always is. */
  public boolean more() {
    return inputs == 0 || System.nanoTime() < end;
  }

  /** Seed of the next input, which is counted. */
  public long nextSeed() {
    return first + inputs++;
  }

  /** Inputs so far. */
  public long inputs() {
    return inputs;
  }
}

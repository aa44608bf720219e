package dev.kindred.loss;

/**
 * The configured constants of one loss or miner. A value outside its range is recorded as a mistake
 * with its key and origin; the caller gets the nearest allowed value and goes on, so that all
 * mistakes of a file are reported together.
 */
public interface Constants {
  /** A finite number in {@code [min, max]}. */
  double number(String key, double min, double max);

  /** A whole number in {@code [min, max]}. */
  int whole(String key, int min, int max);

  /** A switch. */
  boolean flag(String key);

  /** One of the {@code allowed} words. */
  String choice(String key, String... allowed);
}

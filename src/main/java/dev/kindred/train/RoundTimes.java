package dev.kindred.train;

import dev.kindred.engine.spark.RoundResult;
import java.util.Locale;

/**
 * How the time of rounds divides, in seconds; input and compute are those of the slowest executor.
 *
 * @param seconds of the whole
 * @param input waiting for images
 * @param compute forward, loss, backward, update
 * @param send state to and from the executors, and Spark's own work
 * @param average on the driver
 */
record RoundTimes(double seconds, double input, double compute, double send, double average) {
  static final RoundTimes NONE = new RoundTimes(0, 0, 0, 0, 0);

  static RoundTimes of(RoundResult r) {
    return new RoundTimes(
        r.seconds(), r.inputSeconds(), r.computeSeconds(), r.sendSeconds(), r.averageSeconds());
  }

  RoundTimes plus(RoundTimes other) {
    return new RoundTimes(
        seconds + other.seconds,
        input + other.input,
        compute + other.compute,
        send + other.send,
        average + other.average);
  }

  /** For the log. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%.2f s: input %.2f, compute %.2f, sending %.2f, averaging %.2f",
        seconds,
        input,
        compute,
        send,
        average);
  }
}

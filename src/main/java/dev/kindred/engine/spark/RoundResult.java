package dev.kindred.engine.spark;

import java.util.List;

/**
 * One averaging round.
 *
 * @param slots what the executors did, in slot order
 * @param seconds of the whole round
 * @param averageSeconds of averaging
 * @param finite whether all parameters after it are numbers
 */
public record RoundResult(
    List<SlotReport> slots, double seconds, double averageSeconds, boolean finite) {
  public RoundResult {
    slots = List.copyOf(slots);
  }

  /** One after which all parameters are numbers. */
  public RoundResult(List<SlotReport> slots, double seconds, double averageSeconds) {
    this(slots, seconds, averageSeconds, true);
  }

  /** Mean loss over all batches of the round. */
  public double meanLoss() {
    return slots.stream()
        .flatMapToDouble(s -> java.util.Arrays.stream(s.losses()))
        .average()
        .orElse(Double.NaN);
  }

  /** Images seen by all executors. */
  public int imagesSeen() {
    return slots.stream().mapToInt(SlotReport::imagesSeen).sum();
  }

  /** The slowest executor's waiting for images. */
  public double inputSeconds() {
    return slots.stream().mapToDouble(SlotReport::inputSeconds).max().orElse(0);
  }

  /** The slowest executor's computing. */
  public double computeSeconds() {
    return slots.stream().mapToDouble(SlotReport::computeSeconds).max().orElse(0);
  }

  /** What is left: parameters to and from the executors, and Spark's own work. */
  public double sendSeconds() {
    double busy =
        slots.stream().mapToDouble(s -> s.inputSeconds() + s.computeSeconds()).max().orElse(0);
    return Math.max(0, seconds - averageSeconds - busy);
  }
}

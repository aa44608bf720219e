package dev.kindred.report;

import java.util.Arrays;
import java.util.List;

/**
 * How the time of each round divides.
 *
 * @param parts such as input, compute, sending, averaging
 * @param rounds one entry a round
 */
public record TimeTable(List<String> parts, List<Round> rounds) {
  /**
   * @throws IllegalArgumentException when a round has another number of parts
   */
  public TimeTable {
    parts = List.copyOf(parts);
    rounds = List.copyOf(rounds);
    for (Round round : rounds) {
      if (round.seconds.size() != parts.size()) {
        throw new IllegalArgumentException(
            "round " + round.name + " has times " + round.seconds + " for the parts " + parts);
      }
    }
  }

  /**
   * One round.
   *
   * @param name its number
   * @param seconds of each part
   */
  public record Round(String name, List<Double> seconds) {
    public Round {
      seconds = List.copyOf(seconds);
    }

    /** Of seconds in the order of the parts. */
    public static Round of(String name, double... seconds) {
      return new Round(name, Arrays.stream(seconds).boxed().toList());
    }

    double total() {
      return seconds.stream().mapToDouble(Double::doubleValue).sum();
    }
  }
}

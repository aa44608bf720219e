package dev.kindred.engine.spark;

import dev.kindred.engine.ProxyPlace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Which slots count in the mean of which values. All of them do, except in a row of the loss's own
 * parameters, and in its moments, where only those slots count that saw the row's class in this
 * round: an executor that saw no image of a class does not dilute its proxy. For a class that
 * nobody saw all count, since losses also push the proxies of absent classes.
 */
final class Shares {
  private final List<Run> parameters;
  private final List<Run> moments;

  /**
   * Values for which the same slots count.
   *
   * @param from first value
   * @param to behind the last one
   * @param slots that count
   */
  record Run(int from, int to, BitSet slots) {}

  private Shares(List<Run> parameters, List<Run> moments) {
    this.parameters = parameters;
    this.moments = moments;
  }

  /**
   * @param place of the loss's own parameters
   * @param classOf class of each of their rows
   * @param seen classes that each slot saw in this round
   */
  static Shares of(ProxyPlace place, IntUnaryOperator classOf, List<BitSet> seen) {
    List<Run> parameters = new ArrayList<>();
    List<Run> first = new ArrayList<>();
    List<Run> second = new ArrayList<>();
    for (int row = 0; row < place.rows(); row++) {
      BitSet slots = whoSaw(classOf.applyAsInt(row), seen);
      int at = row * place.width();
      parameters.add(run(place.parameters() + at, place.width(), slots));
      first.add(run(place.first() + at, place.width(), slots));
      second.add(run(place.second() + at, place.width(), slots));
    }
    first.addAll(second);
    first.sort(Comparator.comparingInt(Run::from));
    BitSet all = new BitSet();
    all.set(0, seen.size());
    return new Shares(filled(parameters, all), filled(first, all));
  }

  private static BitSet whoSaw(int label, List<BitSet> seen) {
    BitSet slots = new BitSet();
    for (int s = 0; s < seen.size(); s++) {
      slots.set(s, seen.get(s).get(label));
    }
    if (slots.isEmpty()) {
      slots.set(0, seen.size());
    }
    return slots;
  }

  private static Run run(int from, int width, BitSet slots) {
    return new Run(from, from + width, slots);
  }

  /** With everything between the rows. */
  private static List<Run> filled(List<Run> rows, BitSet all) {
    List<Run> runs = new ArrayList<>();
    int at = 0;
    for (Run row : rows) {
      if (row.from() > at) {
        runs.add(new Run(at, row.from(), all));
      }
      runs.add(row);
      at = row.to();
    }
    runs.add(new Run(at, Integer.MAX_VALUE, all));
    return List.copyOf(runs);
  }

  /**
   * The runs that cover a range, cut to it.
   *
   * @param ofMoments whether the range is one of moments
   */
  List<Run> within(boolean ofMoments, int from, int length) {
    int to = from + length;
    return (ofMoments ? moments : parameters)
        .stream()
            .filter(run -> run.from() < to && run.to() > from)
            .map(run -> new Run(Math.max(from, run.from()), Math.min(to, run.to()), run.slots()))
            .toList();
  }
}

package dev.kindred.study;

import dev.kindred.run.RandomStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The points of a study.
 *
 * @param dimensions keys that differ; none of them: one point, the configuration as it is
 * @param drawn how many points are drawn at random; 0: all combinations of choices
 */
public record Space(List<Dimension> dimensions, int drawn) implements Serializable {
  /** A small space has fewer different points than are asked for. */
  private static final int TRIES = 100;

  public Space {
    dimensions = List.copyOf(dimensions);
  }

  /** How many combinations there are; empty where they cannot be counted out. */
  public OptionalInt combinations() {
    long all = 1;
    for (Dimension d : dimensions) {
      if (!(d instanceof Dimension.Choice choice)) {
        return OptionalInt.empty();
      }
      all = Math.min(Integer.MAX_VALUE, all * choice.values().size());
    }
    return OptionalInt.of((int) all);
  }

  /**
   * The points, without repetition. A larger {@code drawn} begins with the same points.
   *
   * @param seed of those that are drawn
   */
  public List<Point> points(long seed) {
    if (dimensions.isEmpty()) {
      return List.of(Point.asConfigured());
    }
    return drawn > 0 ? random(seed) : grid();
  }

  private List<Point> grid() {
    List<SortedMap<String, String>> points = List.of(new TreeMap<>());
    for (Dimension d : dimensions) {
      List<SortedMap<String, String>> more = new ArrayList<>();
      for (SortedMap<String, String> before : points) {
        for (String value : ((Dimension.Choice) d).values()) {
          SortedMap<String, String> point = new TreeMap<>(before);
          point.put(d.key(), value);
          more.add(point);
        }
      }
      points = more;
    }
    return points.stream().distinct().map(Point::new).toList();
  }

  private List<Point> random(long seed) {
    Set<Point> points = new LinkedHashSet<>();
    for (int i = 0; points.size() < drawn && i < TRIES * drawn; i++) {
      SplittableRandom random = RandomStream.SEARCH.open(seed, i);
      SortedMap<String, String> point = new TreeMap<>();
      dimensions.forEach(d -> point.put(d.key(), d.draw(random)));
      points.add(new Point(point));
    }
    return List.copyOf(points);
  }
}

package dev.kindred.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What all trainings of one point say together. Folds of one seed share most of their classes, so
 * that first they are averaged; the values of the mean are those of the seeds.
 *
 * @param point what it sets differently
 * @param kind whose figures these are
 * @param trainings ended well
 * @param planned trainings
 * @param validation best value of the validation metric
 * @param figures of the test split by their names
 * @param bestOnTest highest Recall of the test split at any time, each training's own
 */
public record Summary(
    Point point,
    Kind kind,
    int trainings,
    int planned,
    Mean validation,
    SortedMap<String, Mean> figures,
    Mean bestOnTest) {
  /** Whose figures. */
  public enum Kind {
    /** Each trained model by itself. */
    SEPARATE,
    /** One model whose embeddings are those of all folds, one behind the other. */
    CONCATENATED,
    /** The models that were trained on all classes in the end. */
    ON_ALL_CLASSES
  }

  /** Whether all trainings ended well. */
  public boolean complete() {
    return trainings == planned;
  }

  /**
   * Of all points, in the order of the outcomes.
   *
   * @param concatenated figures by the name of the group of folds ({@link Planned#group})
   */
  public static List<Summary> of(
      List<Outcome> outcomes, Map<String, Map<String, Double>> concatenated) {
    Map<Point, List<Outcome>> byPoint =
        outcomes.stream()
            .collect(
                Collectors.groupingBy(
                    o -> o.planned().point(), LinkedHashMap::new, Collectors.toList()));
    List<Summary> summaries = new ArrayList<>();
    byPoint.forEach(
        (point, all) -> {
          List<Outcome> held = all.stream().filter(o -> o.planned().second().isEmpty()).toList();
          summaries.add(of(point, Kind.SEPARATE, held));
          List<String> groups = held.stream().map(o -> o.planned().group()).distinct().toList();
          List<Map<String, Double>> joined =
              groups.stream().filter(concatenated::containsKey).map(concatenated::get).toList();
          if (!joined.isEmpty()) {
            summaries.add(
                new Summary(
                    point,
                    Kind.CONCATENATED,
                    joined.size(),
                    groups.size(),
                    Mean.of(List.of()),
                    means(joined),
                    Mean.of(List.of())));
          }
          List<Outcome> whole = all.stream().filter(o -> o.planned().second().isPresent()).toList();
          if (!whole.isEmpty()) {
            summaries.add(of(point, Kind.ON_ALL_CLASSES, whole));
          }
        });
    return summaries;
  }

  private static Summary of(Point point, Kind kind, List<Outcome> outcomes) {
    List<Outcome> done = outcomes.stream().filter(Outcome::done).toList();
    Map<Long, List<Outcome>> bySeed =
        done.stream()
            .collect(
                Collectors.groupingBy(o -> o.planned().seed(), TreeMap::new, Collectors.toList()));
    List<Map<String, Double>> figures =
        bySeed.values().stream().map(s -> mean(s.stream().map(Outcome::figures).toList())).toList();
    return new Summary(
        point,
        kind,
        done.size(),
        outcomes.size(),
        ofSeeds(bySeed.values(), Outcome::best),
        means(figures),
        ofSeeds(bySeed.values(), Outcome::bestOnTest));
  }

  private static Mean ofSeeds(
      Collection<List<Outcome>> seeds, Function<Outcome, OptionalDouble> value) {
    List<Double> values = new ArrayList<>();
    for (List<Outcome> seed : seeds) {
      OptionalDouble mean =
          seed.stream()
              .map(value)
              .filter(OptionalDouble::isPresent)
              .mapToDouble(OptionalDouble::getAsDouble)
              .average();
      mean.ifPresent(values::add);
    }
    return Mean.of(values);
  }

  private static Map<String, Double> mean(List<Map<String, Double>> folds) {
    Map<String, Double> mean = new TreeMap<>();
    means(folds).forEach((name, m) -> mean.put(name, m.mean()));
    return mean;
  }

  private static SortedMap<String, Mean> means(List<Map<String, Double>> all) {
    SortedMap<String, Mean> means = new TreeMap<>();
    TreeSet<String> names = new TreeSet<>();
    all.forEach(figures -> names.addAll(figures.keySet()));
    for (String name : names) {
      means.put(
          name,
          Mean.of(all.stream().filter(f -> f.containsKey(name)).map(f -> f.get(name)).toList()));
    }
    return means;
  }
}

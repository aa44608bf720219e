package dev.kindred.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One training of a study.
 *
 * @param point what it sets differently
 * @param seed of everything random
 * @param fold of the training classes that is held out, from 1; 0 where the configuration decides
 * @param second what was learnt for a training on all classes; empty for one that holds out what
 *     the configuration says
 */
public record Planned(Point point, long seed, int fold, Optional<Second> second) {
  /**
   * What held-out classes say about a training on all classes.
   *
   * @param stopAt share of the budget after which it ends
   * @param drops shares at which a plateau lowered the rate, ascending; empty where the schedule is
   *     no plateau
   */
  public record Second(double stopAt, Optional<List<Double>> drops) {
    /** Means over the trainings that held classes out; a drop counts that most of them had. */
    public static Second of(List<Double> best, Optional<List<List<Double>>> drops) {
      return new Second(mean(best), drops.map(Second::common));
    }

    private static List<Double> common(List<List<Double>> drops) {
      long most = Math.round(drops.stream().mapToInt(List::size).average().orElse(0));
      List<Double> common = new ArrayList<>();
      for (int i = 0; i < most; i++) {
        int place = i;
        common.add(
            mean(drops.stream().filter(d -> d.size() > place).map(d -> d.get(place)).toList()));
      }
      // A drop that only some had may have come early in those.
      Collections.sort(common);
      return common;
    }

    private static double mean(List<Double> values) {
      return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
  }

  /** One that holds out what the configuration says. */
  public static Planned of(Point point, long seed, int fold) {
    return new Planned(point, seed, fold, Optional.empty());
  }

  /** The same once more, on all training classes. */
  public Planned onAllClasses(Second learnt) {
    return new Planned(point, seed, 0, Optional.of(learnt));
  }

  /** Name of its folder. */
  public String name() {
    String name = group();
    if (second.isPresent()) {
      return name + "-all";
    }
    return fold > 0 ? name + "-f" + fold : name;
  }

  /** Name of all trainings of this point and seed. */
  public String group() {
    return point.settings().isEmpty() ? "s" + seed : point.name() + "-s" + seed;
  }

  /** What {@code --set} would have to say. */
  public List<String> overrides() {
    List<String> all = new ArrayList<>(point.overrides());
    all.add("train.seed=" + seed);
    if (fold > 0) {
      all.add("sampling.fold=" + fold);
    }
    second.ifPresent(
        learnt -> {
          all.add("sampling.validation-share=0");
          all.add("sampling.folds=0");
          all.add("sampling.fold=1");
          all.add("train.evaluate-every-rounds=0");
          all.add("train.patience=0");
          all.add("train.stop-at=" + learnt.stopAt);
          learnt.drops.ifPresent(drops -> all.addAll(schedule(drops)));
        });
    return all;
  }

  /** Where nothing is measured a plateau cannot wait for anything. */
  private static List<String> schedule(List<Double> drops) {
    return drops.isEmpty()
        ? List.of("train.schedule.kind=constant")
        : List.of(
            "train.schedule.kind=step",
            // Both would go before the shares.
            "train.schedule.step-epochs=[]",
            "train.schedule.step-every-epochs=0",
            "train.schedule.steps="
                + drops.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]")));
  }
}

package dev.kindred.study;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One training of a study.
 *
 * @param point what it sets differently
 * @param seed of everything random
 * @param fold of the training classes that is held out, from 1; 0 where the configuration decides
 * @param stopAt trained on all training classes, up to this share of the budget; empty for a
 *     training that holds out what the configuration says
 */
public record Planned(Point point, long seed, int fold, OptionalDouble stopAt) {
  /** One that holds out what the configuration says. */
  public static Planned of(Point point, long seed, int fold) {
    return new Planned(point, seed, fold, OptionalDouble.empty());
  }

  /** The same once more, on all training classes. */
  public Planned onAllClasses(double share) {
    return new Planned(point, seed, 0, OptionalDouble.of(share));
  }

  /** Name of its folder. */
  public String name() {
    String name = group();
    if (stopAt.isPresent()) {
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
    stopAt.ifPresent(
        share -> {
          all.add("sampling.validation-share=0");
          all.add("sampling.folds=0");
          all.add("sampling.fold=1");
          all.add("train.evaluate-every-rounds=0");
          all.add("train.patience=0");
          all.add("train.stop-at=" + share);
        });
    return all;
  }
}

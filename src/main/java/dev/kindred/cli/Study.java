package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.dataset.Split;
import dev.kindred.report.SummaryTable;
import dev.kindred.report.Table;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.store.ImageStore;
import dev.kindred.study.Outcome;
import dev.kindred.study.Planned;
import dev.kindred.study.Point;
import dev.kindred.study.Space;
import dev.kindred.study.StudyJson;
import dev.kindred.study.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Trains every point, seed and fold that the configuration asks for, each in its own run folder,
 * and says what they say together. What an earlier attempt has finished is not done again.
 */
@DriverOnly
final class Study {
  static final String REPEAT = "repeat";
  static final String SWEEP = "sweep";

  private final JobContext context;
  private final boolean measured;
  private final Trainings trainings;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final Map<String, Map<String, Double>> concatenated = new LinkedHashMap<>();

  /**
   * @param measured whether every model is measured on the test split; otherwise validation chooses
   *     a point
   */
  Study(JobContext context, Jobs jobs, boolean measured) {
    this.context = context;
    this.measured = measured;
    this.trainings = new Trainings(context, jobs, measured);
  }

  /** What tells one study of a configuration from another. */
  static String plan(KindredConfig config) {
    Space space = config.study().space();
    return "%dx%d%s%s"
        .formatted(
            config.study().seeds(),
            Math.max(1, config.sampling().folds()),
            config.study().retrain() ? "-all" : "",
            space.dimensions().isEmpty()
                ? ""
                : "-" + Integer.toHexString(space.toString().hashCode()));
  }

  void run() {
    List<List<Planned>> groups = groups();
    // Mistakes of any point are told before the first one trains.
    groups.stream().flatMap(List::stream).forEach(trainings::config);
    trainings.prepare();
    requireValidation();
    trainings.expect(groups.stream().mapToInt(g -> g.size() + (retrains() ? 1 : 0)).sum());
    for (List<Planned> group : groups) {
      List<Outcome> done = group.stream().map(trainings::run).toList();
      outcomes.addAll(done);
      if (measured && done.stream().allMatch(Outcome::done)) {
        if (done.size() > 1) {
          concatenated.put(group.get(0).group(), new Ensemble(context, trainings, done).figures());
        }
        if (retrains()) {
          outcomes.add(trainings.run(group.get(0).onAllClasses(learnt(done))));
        }
      }
      write();
    }
    context.out().print(SummaryTable.text(write()));
    end();
  }

  private boolean retrains() {
    return measured && context.config().study().retrain();
  }

  /** Trainings of one point and seed together. */
  private List<List<Planned>> groups() {
    KindredConfig config = context.config();
    List<List<Planned>> groups = new ArrayList<>();
    long first = config.train().seed();
    for (Point point : config.study().space().points(first)) {
      int folds = trainings.config(Planned.of(point, first, 0)).sampling().folds();
      for (long seed = first; seed < first + config.study().seeds(); seed++) {
        List<Planned> group = new ArrayList<>();
        for (int fold = Math.min(1, folds); fold <= folds; fold++) {
          group.add(Planned.of(point, seed, fold));
        }
        groups.add(group);
      }
    }
    return groups;
  }

  private void requireValidation() {
    if (measured || context.config().sampling().holdsOut()) {
      return;
    }
    ImageStore store = ImageStore.open(context.hadoop(), context.store());
    if (store.index().ids(Split.VALIDATION).length == 0) {
      throw new KindredException(
          Exit.USAGE,
          "sweep chooses by validation, and nothing is held out: set kindred.sampling.folds or"
              + " validation-share, and kindred.train.evaluate-every-rounds");
    }
  }

  /** What the trainings of a group, which held classes out, say about one on all classes. */
  private Planned.Second learnt(List<Outcome> done) {
    List<Double> best = new ArrayList<>();
    List<List<Double>> drops = new ArrayList<>();
    for (Outcome o : done) {
      double steps = trainings.schedule(o.planned()).steps();
      // Without any evaluation there is no better time than the end.
      best.add(o.best().isPresent() ? o.bestStep() / steps : 1);
      drops.add(o.dropSteps().stream().map(step -> step / steps).toList());
    }
    boolean plateau = trainings.config(done.get(0).planned()).train().schedule().isPlateau();
    return Planned.Second.of(best, plateau ? Optional.of(drops) : Optional.empty());
  }

  private Table write() {
    List<Summary> summaries = new ArrayList<>(Summary.of(outcomes, concatenated));
    if (!measured) {
      summaries.sort(
          Comparator.comparing(Summary::complete)
              .thenComparing(s -> s.validation().n() > 0 ? s.validation().mean() : -1)
              .reversed());
    }
    String metric = context.config().train().validationMetric().key();
    Table table = StudyTable.of(context.config(), summaries, measured);
    context
        .folder()
        .write(
            RunFiles.STUDY_JSON,
            StudyJson.text(measured ? REPEAT : SWEEP, metric, outcomes, summaries));
    context.folder().write(RunFiles.STUDY, StudyTable.markdown(table));
    if (!measured && summaries.get(0).complete() && summaries.get(0).validation().n() > 0) {
      context.folder().write(RunFiles.BEST, best(summaries.get(0).point()));
    }
    return table;
  }

  private static String best(Point point) {
    return point.overrides().stream()
        .map(o -> "kindred." + o.replaceFirst("=", " = "))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private void end() {
    List<Outcome> failed = outcomes.stream().filter(o -> !o.done()).toList();
    if (failed.isEmpty()) {
      return;
    }
    String line =
        "%d of %d trainings failed, %s first: %s"
            .formatted(
                failed.size(),
                outcomes.size(),
                failed.get(0).planned().name(),
                failed.get(0).error());
    if (measured || failed.size() == outcomes.size()) {
      throw new KindredException(
          Exit.FAILED, line + "; the same command with the same --run-id tries them again");
    }
    context.out().println(line);
  }
}

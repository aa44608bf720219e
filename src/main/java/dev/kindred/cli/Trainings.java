package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.config.Resolved;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.LeaseTerms;
import dev.kindred.run.Metric;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.run.RunSession;
import dev.kindred.run.StopSignal;
import dev.kindred.store.ImageStore;
import dev.kindred.study.Outcome;
import dev.kindred.study.Planned;
import dev.kindred.train.HeldOut;
import dev.kindred.train.Schedule;
import dev.kindred.train.TrainingSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The single trainings of a study, each a run of its own on the study's Spark. */
@DriverOnly
final class Trainings {
  private static final String TRAIN = "train";
  private static final String EVALUATE = "evaluate";
  private static final int LONGEST_ID = 100;

  private final JobContext context;
  private final Jobs jobs;
  private final boolean measured;
  private int expected;
  private int ended;
  private int trained;
  private Duration took = Duration.ZERO;

  Trainings(JobContext context, Jobs jobs, boolean measured) {
    this.context = context;
    this.jobs = jobs;
    this.measured = measured;
  }

  /** How many there will be, for the time left. */
  void expect(int all) {
    expected = all;
  }

  /** Packs the images that all trainings have in common. */
  void prepare() {
    jobs.prepare(context);
  }

  /** The configuration of one. */
  KindredConfig config(Planned planned) {
    List<String> overrides = new ArrayList<>(planned.overrides());
    // Of a single training there is nothing to retrain.
    overrides.add("study.retrain=false");
    overrides.add("store.path=" + store(planned));
    overrides.add("run.path=" + root(planned));
    overrides.add("run.id=" + id(planned));
    try {
      return context.variant(overrides);
    } catch (KindredException e) {
      throw new KindredException(
          e.exit(), planned.point().text() + " cannot be: " + e.getMessage(), e);
    }
  }

  /** Folder of one. */
  RunFolder folder(Planned planned) {
    return new RunFolder(root(planned), id(planned), context.hadoop());
  }

  private String root(Planned planned) {
    return context.folder().path(RunFiles.RUNS + "/" + planned.name()).toString();
  }

  private String id(Planned planned) {
    String id = context.folder().id() + "." + planned.name();
    return id.substring(Math.max(0, id.length() - LONGEST_ID)).replaceFirst("^[^A-Za-z0-9]+", "");
  }

  private String store(Planned planned) {
    return ownStore(planned)
        ? context.folder().path(RunFiles.STORE + "s/" + planned.point().name()).toString()
        : context.store();
  }

  /** A point with other images cannot use those of the study. */
  private static boolean ownStore(Planned planned) {
    return planned.point().settings().keySet().stream()
        .anyMatch(k -> k.startsWith("data.") || k.startsWith("store."));
  }

  /** Budget of one. */
  Schedule schedule(Planned planned) {
    KindredConfig config = config(planned);
    ImageStore store = ImageStore.open(context.hadoop(), store(planned));
    TrainingSet set =
        TrainingSet.of(store.index(), HeldOut.of(config), config.sampling().leastClasses());
    return Schedule.of(config, set.ids().length, Executors.count(context.spark().getConf()));
  }

  /**
   * Trains and measures, unless that is done.
   *
   * @return what its folder says; a training that failed is an outcome too
   * @throws KindredException when the study cannot go on either
   */
  Outcome run(Planned planned) {
    context.stop().check("finished trainings are kept");
    KindredConfig config = config(planned);
    RunFolder folder = folder(planned);
    Resolved resolved = config.resolved();
    Optional<RunSession> opened =
        RunSession.open(
            folder,
            new RunSession.Request(
                measured ? EVALUATE : TRAIN,
                resolved.hash(),
                resolved.render(),
                before -> Resolved.parse(before).difference(resolved)),
            context.clock(),
            LeaseTerms.of(config.run().lease()),
            () -> context.stop().check("finished trainings are kept"));
    opened.ifPresent(session -> run(planned, config, session));
    ended++;
    return outcome(planned, config);
  }

  private Outcome outcome(Planned planned, KindredConfig config) {
    return Outcome.read(
        planned,
        folder(planned),
        config.train().validationMetric().key(),
        Metric.RECALL_AT_K.key(config.evaluate().recallAt().get(0)));
  }

  private void run(Planned planned, KindredConfig config, RunSession opened) {
    Instant start = context.clock().instant();
    say(planned);
    try (RunSession session = opened;
        JobContext inner = context.within(config, session)) {
      session.onLoss(context.stop()::request);
      try {
        work(planned, inner, session);
        inner.finished();
        session.succeed();
      } catch (Exception | Error e) {
        failed(session, e);
      }
    }
    trained++;
    took = took.plus(Duration.between(start, context.clock().instant()));
  }

  private void work(Planned planned, JobContext inner, RunSession session) {
    if (ownStore(planned)) {
      jobs.prepare(inner);
    }
    if (!session.hasFinished(TRAIN)) {
      jobs.train(inner);
      session.finishPart(TRAIN);
    }
    // Models are kept, the way to them is not: of a hundred trainings that would be much.
    session.folder().delete(RunFiles.CHECKPOINTS);
    if (measured) {
      jobs.evaluate(inner);
    }
  }

  /** One diverged training is a result; what stops all of them is not. */
  private void failed(RunSession session, Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (context.stop().isRequested() && failure.exit() != Exit.TRY_LATER) {
      failure = Failure.of(StopSignal.stopped("finished trainings are kept"));
    }
    session.fail(failure.exit(), failure.message());
    boolean all = failure.exit() == Exit.TRY_LATER || failure.exit() == Exit.USAGE;
    if (all || thrown instanceof Error || context.spark().sc().isStopped()) {
      throw new KindredException(failure.exit(), failure.message(), thrown);
    }
    context.display().out().println(session.folder().id() + " failed: " + failure.message());
  }

  private void say(Planned planned) {
    String left =
        trained == 0
            ? ""
            : ", about %d min left"
                .formatted(
                    Math.max(
                        1, took.dividedBy(trained).multipliedBy(expected - ended).toMinutes()));
    context
        .display()
        .out()
        .printf("training %d of %d: %s%s%n", ended + 1, expected, text(planned), left);
  }

  private static String text(Planned planned) {
    String settings = planned.point().settings().isEmpty() ? "" : planned.point().text() + ", ";
    return settings + planned.name();
  }
}

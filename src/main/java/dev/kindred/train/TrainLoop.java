package dev.kindred.train;

import dev.kindred.config.TrainSettings;
import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.spark.LostStretch;
import dev.kindred.engine.spark.RoundResult;
import dev.kindred.engine.spark.SparkTrainer;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Moment;
import dev.kindred.run.Progress;
import dev.kindred.run.RandomStream;
import dev.kindred.run.StopSignal;
import dev.kindred.sampling.Deal;
import dev.kindred.sampling.PlannedBatch;
import dev.kindred.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training at work: round after round, until the budget is spent, told to stop, or no better.
 */
@DriverOnly
final class TrainLoop {
  /** At most so many in all, where nothing is configured. */
  private static final int EVALUATIONS = 10;

  /** For the driver's copy of a state, out of the seconds that a stopped process has. */
  private static final long WAIT_MILLIS = 1500;

  /** In a row, without a state that could be saved. */
  private static final int MOST_LOSSES = 4;

  private static final Logger LOG = LoggerFactory.getLogger(TrainLoop.class);

  private final TrainJob job;
  private final TrainSettings settings;
  private final ReplicaRecipe recipe;
  private final SparkTrainer trainer;
  private final Evaluations evaluations;
  private final Sampler sampler;
  private final StoreBatches source;
  private final String configurationHash;
  private Reached at;

  /** Before the last round; where replicas are not always equal, the last time that they were. */
  private Reached earlier;

  private int goneBack;

  /** Since replicas were last equal. */
  private boolean saveDue;

  private final SaveTimes saves;
  private RoundTimes times = RoundTimes.NONE;
  private long busyImages;
  private boolean stoppedEarly;
  private boolean told;

  TrainLoop(TrainJob job, SparkTrainer trainer, Checkpoint at, Evaluations evaluations) {
    this.job = job;
    this.settings = job.settings;
    this.recipe = job.recipe;
    this.trainer = trainer;
    this.configurationHash = at.configurationHash();
    this.at = Reached.of(at);
    this.earlier = this.at;
    this.evaluations = evaluations;
    this.sampler =
        Samplers.of(
            job.data,
            job.config.sampling(),
            settings.seed(),
            () -> job.store.paths(job.spark.hadoopConfiguration()));
    this.source = job.source(Recipes.trainView(job.config, recipe.network().backbone()));
    this.saves = new SaveTimes(settings.checkpoint(), System::nanoTime);
    this.stoppedEarly = isWorseForTooLong();
  }

  void run() {
    int batch = job.workers * job.config.sampling().batch();
    long total = (long) job.schedule.last() * batch;
    try (Progress progress = job.display.start("train", "images", at.images(), total)) {
      while ((at.step() < job.schedule.last() || at.evaluationDue()) && !stoppedEarly) {
        if (job.stop.isRequested()) {
          job.stop.check("saved " + saveSoon());
        }
        Optional<RoundResult> result = nextUnlessStopped();
        progress.update(
            at.images(), result.map(r -> "loss %.4f".formatted(r.meanLoss())).orElse("again"));
      }
    }
  }

  /**
   * A round that was cancelled, or lost its executors to the same signal, is done again, and so is
   * an evaluation.
   *
   * @return empty when there was no round, or the training was thrown back
   */
  private Optional<RoundResult> nextUnlessStopped() {
    try {
      if (at.evaluationDue()) {
        job.metrics.forgetEvaluationsOf(at.round());
        evaluate();
        return Optional.empty();
      }
      return Optional.of(round());
    } catch (LostStretch e) {
      if (job.stop.isRequested()) {
        throw StopSignal.stopped("saved " + saveSoon());
      }
      goBack(e);
      return Optional.empty();
    } catch (Exception e) {
      if (job.stop.isRequested()) {
        throw StopSignal.stopped("saved " + saveSoon());
      }
      throw e;
    }
  }

  private void goBack(LostStretch lost) {
    goneBack++;
    if (goneBack > MOST_LOSSES) {
      throw lost;
    }
    int lostIn = at.round() + 1;
    at = reachedBy(trainer.newest(WAIT_MILLIS));
    LOG.warn("round {}: {}; going on from round {}", lostIn, lost.getMessage(), at.round());
    job.metrics.forgetAfter(at.round());
  }

  private RoundResult round() {
    Reached before = at;
    boolean wasCommon = trainer.isCommon();
    int steps = job.schedule.stepsOfRound(at.step());
    Deal deal = sampler.deal(at.position(), job.workers, steps);
    List<List<BatchPlan>> hands =
        deal.hands().stream().map(h -> plans(settings.seed(), h)).toList();
    double scale = rateScale();
    trainer.scaleRate(scale);
    RoundResult result =
        trainer.round(
            hands,
            source,
            "train: round %d, %d steps".formatted(at.round() + 1, steps),
            (at.round() + 1) % settings.averaging().meetEvery() == 0
                || at.step() + steps >= job.schedule.last());
    checkLoss(result);
    tellOnce(result);
    earlier = wasCommon ? before : earlier;
    goneBack = trainer.isCommon() ? 0 : goneBack;
    boolean evaluationFollows = isEvaluated(at.round() + 1, at.step(), at.step() + steps);
    at =
        at.next(
            result.imagesSeen(),
            at.step() + steps,
            deal.next(),
            trainer.memory(),
            evaluationFollows);
    log(result, scale);
    if (at.evaluationDue()) {
      evaluate();
    }
    saveDue |= saves.due(at.round());
    if (saveDue && trainer.isCommon()) {
      save();
    }
    return result;
  }

  /** Which kernels are really on: without them training is many times slower. */
  private void tellOnce(RoundResult result) {
    if (!told) {
      told = true;
      result
          .slots()
          .forEach(
              s ->
                  LOG.info(
                      "executor process {} computes convolutions with {}",
                      s.processId(),
                      s.kernels()));
    }
  }

  /** A validation split that the data bring is not there for nothing. */
  private boolean isEvaluated(int round, int before, int after) {
    int every = settings.evaluateEveryRounds();
    return every > 0
        ? round % every == 0
        : job.hasOwnValidation() && job.schedule.endsPart(EVALUATIONS, before, after);
  }

  static List<BatchPlan> plans(long seed, List<PlannedBatch> hand) {
    List<BatchPlan> plans = new ArrayList<>();
    for (PlannedBatch b : hand) {
      long own = RandomStream.BATCH.seed(seed, b.epoch(), b.index());
      plans.add(new BatchPlan(b.imageIds(), b.labels(), own));
    }
    return plans;
  }

  private void checkLoss(RoundResult result) {
    // A loss may hide that the embeddings are no numbers; the parameters tell.
    if (!Double.isFinite(result.meanLoss()) || !result.finite()) {
      throw new KindredException(
          Exit.FAILED,
          "the loss or the weights of round %d are not numbers any more; the last good state is %s; lower the learning rate or set kindred.train.optimizer.gradient-clip"
              .formatted(at.round() + 1, job.checkpoints.newest().orElse("the start")));
    }
  }

  private void log(RoundResult r, double scale) {
    RoundTimes round = RoundTimes.of(r);
    times = times.plus(round);
    LOG.debug("round {}: {} images in {}", at.round(), r.imagesSeen(), round.text());
    busyImages += r.imagesSeen();
    boolean remembers = recipe.loss() instanceof CrossBatchMemory;
    job.metrics.add(
        new Moment(Moment.TRAINING, at.round(), at.step(), at.images()),
        RoundMetrics.of(
            r,
            scale * recipe.optimizer().rate().at(at.step() - 1),
            remembers ? OptionalInt.of(at.memory().n()) : OptionalInt.empty()));
  }

  private void evaluate() {
    Moment moment = new Moment("validation", at.round(), at.step(), at.images());
    ReplicaState state = trainer.state();
    evaluations.curve(state, moment);
    if (job.data.validationIds().length == 0) {
      at = at.evaluated();
      return;
    }
    List<MetricValue> measured = evaluations.validation(state);
    job.metrics.add(moment, measured);
    double value = chosen(measured);
    at = at.measured(value, state.parameters(), plateauAfter(value));
    stoppedEarly = isWorseForTooLong();
  }

  /** What tells the best state. */
  private double chosen(List<MetricValue> measured) {
    String key = settings.validationMetric().key();
    return measured.stream()
        .filter(m -> m.name().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(key + " was not measured"))
        .value();
  }

  private Plateau plateauAfter(double value) {
    TrainSettings.Schedule s = settings.schedule();
    if (s.kind() != TrainSettings.Schedule.Kind.PLATEAU) {
      return at.plateau();
    }
    Plateau next = at.plateau().after(value, s.plateauPatience(), s.plateauThreshold());
    if (next.drops() > at.plateau().drops()) {
      LOG.info(
          "round {}: no better for {} evaluations, so that the learning rate is {} times the"
              + " configured one",
          at.round(),
          s.plateauPatience() + 1,
          next.scale(s.factor()));
    }
    return next;
  }

  private double rateScale() {
    return at.plateau().scale(settings.schedule().factor());
  }

  private boolean isWorseForTooLong() {
    return settings.patience() > 0 && at.worse() >= settings.patience();
  }

  private String save() {
    return save(at, trainer.values());
  }

  private String save(Reached reached, CommonValues values) {
    saves.saved();
    saveDue = false;
    // A driver that dies leaves the curve up to where it goes on.
    job.metrics.flush();
    return job.checkpoints.save(reached.with(configurationHash, values));
  }

  /** The signal may have ended the executors too, with what is not on the driver yet. */
  private String saveSoon() {
    CommonValues newest = trainer.newest(WAIT_MILLIS);
    return save(reachedBy(newest), newest);
  }

  private Reached reachedBy(CommonValues values) {
    return values.state().step() == at.step() ? at : earlier;
  }

  TrainResult finish() {
    CommonValues end = trainer.values();
    save(at, end);
    LOG.info("{} images in {}", busyImages, times.text());
    boolean chosen = at.bestParameters().length() > 0;
    ReplicaState last =
        chosen ? new ReplicaState(at.bestParameters(), new FloatVector(), at.step()) : end.state();
    trainer.restore(last);
    ModelFolder.write(
        job.folder,
        trainer.weights(),
        Map.of(
            "backbone", recipe.network().backbone().name(),
            "configuration_hash", job.config.resolved().hash(),
            "images_seen", Long.toString(at.images())));
    return new TrainResult(
        last, at.round(), at.images(), busyImages / Math.max(times.seconds(), 1e-9), stoppedEarly);
  }
}

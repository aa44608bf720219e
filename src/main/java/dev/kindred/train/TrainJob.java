package dev.kindred.train;

import dev.kindred.config.KindredConfig;
import dev.kindred.config.TrainSettings;
import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.spark.RoundResult;
import dev.kindred.engine.spark.Rounds;
import dev.kindred.engine.spark.SparkTrainer;
import dev.kindred.image.ImageView;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.model.StateDict;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricsLog;
import dev.kindred.run.Moment;
import dev.kindred.run.Progress;
import dev.kindred.run.RunFolder;
import dev.kindred.run.StopSignal;
import dev.kindred.sampling.ClassBalancedSampler;
import dev.kindred.sampling.Deal;
import dev.kindred.sampling.PlannedBatch;
import dev.kindred.sampling.Position;
import dev.kindred.store.ImageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains from the newest checkpoint, or from the start, to the end of the budget: rounds of steps
 * on all executors, each followed by averaging. Everything random follows from the configured seed.
 */
@DriverOnly
public final class TrainJob {
  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private final KindredConfig config;
  private final JavaSparkContext spark;
  private final ImageStore store;
  private final int workers;
  private final RunFolder folder;
  private final MetricsLog metrics;
  private final StopSignal stop;
  private final Progress.Display display;
  private final TrainSettings settings;
  private final TrainingSet data;
  private final Schedule schedule;
  private final ReplicaRecipe recipe;
  private final Checkpoints checkpoints;

  /**
   * @param workers executors that train, each with one replica
   */
  public TrainJob(
      KindredConfig config,
      JavaSparkContext spark,
      ImageStore store,
      int workers,
      RunFolder folder,
      MetricsLog metrics,
      StopSignal stop,
      Progress.Display display) {
    this.config = config;
    this.spark = spark;
    this.store = store;
    this.workers = workers;
    this.folder = folder;
    this.metrics = metrics;
    this.stop = stop;
    this.display = display;
    this.settings = config.train();
    this.data =
        TrainingSet.of(
            store.index(),
            config.sampling().validationShare(),
            settings.seed(),
            config.sampling().classesPerBatch());
    this.schedule = Schedule.of(settings, data.ids().length, workers * config.sampling().batch());
    this.recipe = Recipes.training(config, data.classes(), schedule.steps());
    this.checkpoints = new Checkpoints(folder, settings.checkpoint().keep());
  }

  /** What is trained. */
  public ReplicaRecipe recipe() {
    return recipe;
  }

  /** The images trained on and held out. */
  public TrainingSet data() {
    return data;
  }

  /**
   * Runs to the end of the budget and writes the model.
   *
   * @param evaluations asked every so many rounds
   * @throws KindredException with TRY_LATER when asked to stop, after saving; with FAILED when the
   *     loss is no number any more
   */
  public TrainResult run(Evaluations evaluations) {
    Optional<Checkpoint> saved = checkpoints.load();
    SparkTrainer trainer =
        new SparkTrainer(
            spark,
            folder.id(),
            recipe,
            new Rounds(settings.averaging().updater(), settings.averaging().exact()),
            saved.isPresent() ? initialWeights() : weightsToStartFrom());
    Checkpoint at = saved.orElseGet(() -> start(trainer.state()));
    trainer.restore(at.state());
    metrics.forgetAfter(at.round());
    Loop loop = new Loop(trainer, at, evaluations);
    loop.run();
    return loop.finish();
  }

  private StateDict initialWeights() {
    return InitialWeights.of(
        recipe.network(),
        config.backbone(),
        recipe.loss(),
        data.classes(),
        settings.seed(),
        spark.hadoopConfiguration());
  }

  private StateDict weightsToStartFrom() {
    boolean proxies = recipe.loss() instanceof ParametricLoss && recipe.network().proxyWidth() > 1;
    if (!proxies || !config.loss().proxiesFromEmbeddings()) {
      return initialWeights();
    }
    return ProxyStart.of(
        initialWeights(),
        recipe,
        initialState(),
        spark,
        source(Recipes.testView(config, recipe.network().backbone())),
        data,
        workers,
        settings.seed());
  }

  private StoreBatches source(ImageView view) {
    return new StoreBatches(
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
        store.location(),
        spark.broadcast(store.index()),
        view,
        1);
  }

  /** What training starts from, for comparison. */
  public ReplicaState initialState() {
    try (Replica replica = recipe.create()) {
      replica.load(initialWeights());
      return replica.state();
    }
  }

  private Checkpoint start(ReplicaState state) {
    FloatVector none = new FloatVector();
    return new Checkpoint(
        config.resolved().hash(), 0, 0, Position.START, Double.NaN, 0, state, none, none);
  }

  /** One training at work. */
  @DriverOnly
  private final class Loop {
    final SparkTrainer trainer;
    final Evaluations evaluations;
    final ClassBalancedSampler sampler =
        new ClassBalancedSampler(
            data.ids(),
            data.labels(),
            config.sampling().classesPerBatch(),
            config.sampling().imagesPerClass(),
            settings.seed());
    final StoreBatches source = source(Recipes.trainView(config, recipe.network().backbone()));
    final OuterStep outer;
    Checkpoint at;
    long lastSaved = System.nanoTime();
    double busySeconds;
    long busyImages;
    boolean stoppedEarly;
    boolean told;

    Loop(SparkTrainer trainer, Checkpoint at, Evaluations evaluations) {
      this.trainer = trainer;
      this.at = at;
      this.evaluations = evaluations;
      this.outer = OuterStep.of(settings.averaging(), at.velocity());
    }

    void run() {
      int batch = workers * config.sampling().batch();
      long total = (long) schedule.steps() * batch;
      try (Progress progress = display.start("train", "images", at.images(), total)) {
        while (at.state().step() < schedule.steps() && !stoppedEarly) {
          if (stop.isRequested()) {
            stop.check("saved " + save());
          }
          RoundResult result = round();
          progress.update(at.images(), "loss %.4f".formatted(result.meanLoss()));
        }
      }
    }

    private RoundResult round() {
      int steps = schedule.stepsOfRound(at.state().step());
      Deal deal = sampler.deal(at.position(), workers, steps);
      List<List<BatchPlan>> hands = deal.hands().stream().map(h -> plans(h)).toList();
      ReplicaState before = at.state();
      RoundResult result =
          trainer.round(
              hands, source, "train: round %d, %d steps".formatted(at.round() + 1, steps));
      checkLoss(result);
      tellOnce(result);
      ReplicaState after = outer.apply(before, trainer.state());
      trainer.restore(after);
      at =
          new Checkpoint(
              at.configurationHash(),
              at.round() + 1,
              at.images() + result.imagesSeen(),
              deal.next(),
              at.best(),
              at.worse(),
              after,
              outer.velocity(),
              at.bestParameters());
      log(result);
      if (due(settings.evaluateEveryRounds())) {
        evaluate();
      }
      long minutes = settings.checkpoint().everyMinutes();
      boolean late = minutes > 0 && System.nanoTime() - lastSaved > minutes * 60_000_000_000L;
      if (due(settings.checkpoint().everyRounds()) || late) {
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

    private boolean due(int every) {
      return every > 0 && at.round() % every == 0;
    }

    private List<BatchPlan> plans(List<PlannedBatch> hand) {
      List<BatchPlan> plans = new ArrayList<>();
      for (PlannedBatch b : hand) {
        // Batches of different trainings and places in them must not share their random views.
        long seed = settings.seed() * 0x9E3779B97F4A7C15L + ((long) b.epoch() << 32) + b.index();
        plans.add(new BatchPlan(b.imageIds(), b.labels(), seed));
      }
      return plans;
    }

    private void checkLoss(RoundResult result) {
      // A loss may hide that the embeddings are no numbers; the parameters tell.
      if (!Double.isFinite(result.meanLoss()) || !trainer.state().parameters().isFinite()) {
        throw new KindredException(
            Exit.FAILED,
            "the loss or the weights of round %d are not numbers any more; the last good state is %s; lower the learning rate or set kindred.train.optimizer.gradient-clip"
                .formatted(at.round() + 1, checkpoints.newest().orElse("the start")));
      }
    }

    private void log(RoundResult r) {
      busySeconds += r.seconds();
      busyImages += r.imagesSeen();
      metrics.add(
          new Moment("train", at.round(), at.state().step(), at.images()),
          RoundMetrics.of(r, recipe.optimizer().rate().at(at.state().step() - 1)));
    }

    private void evaluate() {
      Moment moment = new Moment("validation", at.round(), at.state().step(), at.images());
      evaluations.curve(at.state(), moment);
      if (data.validationIds().length == 0) {
        return;
      }
      double recall = evaluations.validation(at.state());
      metrics.add(moment, List.of(Metric.VALIDATION_RECALL_AT_1.of(recall)));
      boolean better = Double.isNaN(at.best()) || recall > at.best();
      at =
          new Checkpoint(
              at.configurationHash(),
              at.round(),
              at.images(),
              at.position(),
              better ? recall : at.best(),
              better ? 0 : at.worse() + 1,
              at.state(),
              at.velocity(),
              better ? at.state().parameters() : at.bestParameters());
      stoppedEarly = settings.patience() > 0 && at.worse() >= settings.patience();
    }

    private String save() {
      lastSaved = System.nanoTime();
      return checkpoints.save(at);
    }

    TrainResult finish() {
      save();
      boolean chosen = at.bestParameters().length() > 0;
      ReplicaState last =
          chosen
              ? new ReplicaState(at.bestParameters(), new FloatVector(), at.state().step())
              : at.state();
      trainer.restore(last);
      ModelFolder.write(
          folder,
          trainer.weights(),
          Map.of(
              "backbone", recipe.network().backbone().name(),
              "configuration_hash", config.resolved().hash(),
              "images_seen", Long.toString(at.images())));
      return new TrainResult(
          last, at.round(), at.images(), busyImages / Math.max(busySeconds, 1e-9), stoppedEarly);
    }
  }
}

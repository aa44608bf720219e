package dev.kindred.train;

import dev.kindred.config.KindredConfig;
import dev.kindred.config.SamplingSettings;
import dev.kindred.config.TrainSettings;
import dev.kindred.dataset.Split;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.spark.Rounds;
import dev.kindred.engine.spark.SparkTrainer;
import dev.kindred.image.ImageView;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.model.StateDict;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.MetricsLog;
import dev.kindred.run.Progress;
import dev.kindred.run.RunFolder;
import dev.kindred.run.StopSignal;
import dev.kindred.sampling.Position;
import dev.kindred.store.ImageStore;
import java.util.Locale;
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

  /** As fetched, as kept by Spark, as put together, and with a round's own batches. */
  static final int MEMORY_COPIES = 4;

  /** Below which most anchors of a batch have no positive. */
  private static final double FEW_POSITIVES = 0.5;

  final KindredConfig config;
  final JavaSparkContext spark;
  final ImageStore store;
  final int workers;
  final RunFolder folder;
  final MetricsLog metrics;
  final StopSignal stop;
  final Progress.Display display;
  final TrainSettings settings;
  final TrainingSet data;
  final Schedule schedule;
  final ReplicaRecipe recipe;
  final Checkpoints checkpoints;

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
    this.data = TrainingSet.of(store.index(), HeldOut.of(config), config.sampling().leastClasses());
    if (settings.patience() > 0 && data.validationIds().length == 0) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.train.patience = "
              + settings.patience()
              + " has nothing to wait for: the data have no validation split; set it to 0, or"
              + " kindred.sampling.validation-share or folds, and kindred.train.evaluate-every-rounds above 0");
    }
    Samplers.check(data, config.sampling());
    this.schedule = Schedule.of(config, data.ids().length, workers);
    this.recipe =
        Recipes.training(
            config,
            EngineChoice.of(config, spark.getConf()),
            data.classes(),
            schedule.steps(),
            schedule.epoch());
    this.checkpoints = new Checkpoints(folder, settings.checkpoint().keep());
    if (settings.schedule().kind() == TrainSettings.Schedule.Kind.PLATEAU
        && data.validationIds().length == 0) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.train.schedule.kind = plateau has nothing to measure: set"
              + " kindred.sampling.validation-share above 0 or folds, or use data with a validation split");
    }
  }

  /** What is trained. */
  public ReplicaRecipe recipe() {
    return recipe;
  }

  boolean hasOwnValidation() {
    return store.index().ids(Split.VALIDATION).length > 0;
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
    TrainLoop loop = loop(evaluations);
    loop.run();
    return loop.finish();
  }

  /** The loop alone holds the state, so that the one it starts with goes when the next is there. */
  private TrainLoop loop(Evaluations evaluations) {
    checkpoints.plannedFor(workers);
    checkpoints.trainedOn(store.manifest().contentSha256(), store.uri());
    Optional<Checkpoint> saved = checkpoints.load(config.resolved().hash());
    SparkTrainer trainer =
        new SparkTrainer(
            spark,
            folder.id(),
            recipe,
            new Rounds(
                settings.averaging().updater(),
                settings.averaging().exact(),
                settings.averaging().outerMomentum(),
                settings.averaging().outerLearningRate(),
                settings.averaging().halfMoments(),
                new ChunkedBatches(settings.chunk()),
                false,
                settings.averaging().overlap(),
                settings.averaging().differences()),
            saved.isPresent() ? initialWeights() : weightsToStartFrom());
    Checkpoint at = saved.orElseGet(() -> start(trainer.state()));
    trainer.restore(new CommonValues(at.state(), at.velocity()));
    trainer.restore(at.memory());
    if (recipe.loss() instanceof CrossBatchMemory memory) {
      warnOf(memory);
    }
    warnOfShuffling();
    metrics.forgetAfter(at.round());
    return new TrainLoop(this, trainer, at, evaluations);
  }

  /** Proxies, and a memory, are positives whatever the batch holds. */
  private void warnOfShuffling() {
    boolean pairs =
        !(recipe.loss() instanceof ParametricLoss) && !(recipe.loss() instanceof CrossBatchMemory);
    SamplingSettings sampling = config.sampling();
    if (!pairs || sampling.order() != SamplingSettings.Order.SHUFFLE) {
      return;
    }
    double positives = Samplers.shuffledPositives(data, sampling.batch());
    if (positives < FEW_POSITIVES) {
      LOG.warn(
          "kindred.sampling.order = shuffle gives an anchor {} positives in a batch of {} on average,"
              + " without which kindred.loss.name = {} learns nothing; set kindred.sampling.order ="
              + " classes, or choose a loss with proxies",
          String.format(Locale.ROOT, "%.2f", positives),
          sampling.batch(),
          config.loss().name());
    }
  }

  private void warnOf(CrossBatchMemory memory) {
    if (!memory.isOn(schedule.steps() - 1)) {
      LOG.warn(
          "kindred.loss.memory.start-after = {}: this training has {} steps, so that its memory is"
              + " never used",
          memory.startAfter(),
          schedule.steps());
    }
    long bytes = (long) Float.BYTES * memory.size() * recipe.network().dim();
    long needed = (MEMORY_COPIES * bytes) >> 20;
    int heap = config.spark().memory().heapMb();
    if (needed > heap) {
      LOG.warn(
          "kindred.loss.memory.size = {} takes about {} MiB of each executor's heap of {}; if that"
              + " does not do, raise kindred.spark.executor-heap-mb",
          memory.size(),
          needed,
          heap);
    }
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

  /** Reads batches on executors as one view. */
  StoreBatches source(ImageView view) {
    return new StoreBatches(
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
        store.location(),
        spark.broadcast(store.index()),
        view,
        recipe.engine(),
        1);
  }

  /** What training starts from, for comparison. */
  public ReplicaState initialState() {
    try (Replica replica = recipe.create()) {
      replica.load(initialWeights());
      return replica.state().withoutMoments();
    }
  }

  private Checkpoint start(ReplicaState state) {
    FloatVector none = new FloatVector();
    return new Checkpoint(
        config.resolved().hash(),
        0,
        0,
        Position.START,
        Double.NaN,
        0,
        state,
        none,
        none,
        MemoryRows.none(),
        Plateau.START,
        false);
  }
}

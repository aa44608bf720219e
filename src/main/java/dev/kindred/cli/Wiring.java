package dev.kindred.cli;

import dev.kindred.config.DataSettings;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.Known;
import dev.kindred.dataset.Datasets;
import dev.kindred.dataset.ReadOptions;
import dev.kindred.dataset.Split;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.image.Limits;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.report.SummaryTable;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.LeaseTerms;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Moment;
import dev.kindred.run.Provenance;
import dev.kindred.store.ImageStore;
import dev.kindred.store.PrepareJob;
import dev.kindred.store.PrepareResult;
import dev.kindred.store.PrepareSettings;
import dev.kindred.store.SharedFolders;
import dev.kindred.train.Evaluations;
import dev.kindred.train.ExportJob;
import dev.kindred.train.Losses;
import dev.kindred.train.MemoryNeed;
import dev.kindred.train.ModelFolder;
import dev.kindred.train.TrainJob;
import dev.kindred.train.TrainResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The jobs and registries that the commands stand on. */
@DriverOnly
final class Wiring implements Jobs {
  static final long MAX_BYTES = 256L << 20;

  private boolean started;

  @Override
  public Known known() {
    return new Known(BackboneRegistry.names(), Datasets.formats(), Losses::check);
  }

  @Override
  public JavaSparkContext start(SparkConf conf) {
    started = true;
    return new JavaSparkContext(conf);
  }

  /** Whether Spark was ever started. */
  boolean hasStarted() {
    return started;
  }

  @Override
  public void loadNatives() {
    NativeLibraries.load();
  }

  @Override
  public void prepare(JobContext context) {
    PrepareResult result = prepared(context);
    context
        .out()
        .printf(
            Locale.ROOT,
            "store %s: %,d images, %d left out%s%s, in %.1f s%n",
            result.store().uri(),
            images(result.store()),
            result.broken().size(),
            PassedOverLines.summary(result.passedOver()),
            result.unchanged() ? ", unchanged" : "",
            result.took().toMillis() / 1000.0);
  }

  private static long images(ImageStore store) {
    return java.util.stream.IntStream.range(0, store.index().ids())
        .filter(store.index()::has)
        .count();
  }

  private static PrepareResult prepared(JobContext context) {
    KindredConfig config = context.config();
    DataSettings data = config.data();
    PrepareSettings settings =
        new PrepareSettings(
            data.path(),
            data.format(),
            context.store(),
            new ReadOptions(data.countsMismatchIsError(), data.trainPart(), data.outside()),
            config.store().shortSide(),
            config.store().quality(),
            new Limits(MAX_BYTES, data.maxPixels()),
            config.store().shardBytes(),
            data.brokenShare());
    LeaseTerms terms = LeaseTerms.of(config.run().lease());
    PrepareResult result =
        new PrepareJob(context.spark(), settings, context.display(), terms, context.stop()).run();
    result.store().manifest().warnings().forEach(w -> context.out().println("warning: " + w));
    PassedOverLines.warning(result.passedOver()).ifPresent(context.display().out()::println);
    long images = images(result.store());
    List<MetricValue> values =
        List.of(
            Metric.PREPARE_IMAGES.of((double) images),
            Metric.PREPARE_BROKEN.of(result.broken().size()),
            CopyWarning.of(context, result.store()),
            Metric.PREPARE_IMAGES_PER_SECOND.of(
                images / Math.max(1e-3, result.took().toMillis() / 1000.0)));
    context.metrics().add(Moment.of("prepare"), values);
    context.provenance(result.store().manifest().fingerprint());
    return result;
  }

  static ImageStore open(JobContext context) {
    ImageStore store = ImageStore.open(context.hadoop(), context.store());
    SharedFolders.check(context.spark(), store);
    return store.cached(context.config().store().cacheBytes());
  }

  @Override
  public void train(JobContext context) {
    ImageStore store = open(context);
    TrainJob job = trainJob(context, store);
    Provenance provenance = context.provenance(store.manifest().fingerprint());
    requireMemory(context, store, job.recipe());
    try (Evaluator evaluator = new Evaluator(context, store, job.recipe())) {
      trained(context, job, evaluator);
    }
    RunReport.ofModel(context, Map.of()).write(Optional.empty(), provenance);
    Cards.write(context, store, job, provenance, List.of());
  }

  /** Better said now than by a process that dies in the third round. */
  private static void requireMemory(JobContext context, ImageStore store, ReplicaRecipe recipe) {
    SparkConf conf = context.spark().getConf();
    boolean executors = Executors.processes(conf);
    int evaluated = store.index().ids() - store.index().ids(Split.TRAIN).length;
    MemoryNeed.of(context.config(), recipe, evaluated)
        .check(
            Runtime.getRuntime().maxMemory(),
            executors ? conf.getSizeAsMb("spark.executor.memory", "1g") : 0,
            // A GPU has memory of its own.
            context.config().spark().executorGpus() > 0
                ? Integer.MAX_VALUE
                : context.config().spark().memory().nativeMb());
  }

  private static TrainJob trainJob(JobContext context, ImageStore store) {
    TrainJob job =
        new TrainJob(
            context.config(),
            context.spark(),
            store,
            Executors.count(context.spark().getConf()),
            context.folder(),
            context.metrics(),
            context.stop(),
            context.display());
    context.session().computedBy(job.recipe().engine().name());
    return job;
  }

  private static TrainResult trained(JobContext context, TrainJob job, Evaluator evaluator) {
    TrainResult result =
        job.run(
            new Evaluations() {
              @Override
              public List<MetricValue> validation(ReplicaState state) {
                return evaluator.validation(
                    evaluator.embeddings(job.data().validationIds(), state).collect());
              }

              @Override
              public void curve(ReplicaState state, Moment moment) {
                if (context.config().evaluate().whileTraining()) {
                  try (Searchable embeddings = evaluator.embeddings(state)) {
                    evaluator.measure(
                        "test at round " + moment.round(),
                        embeddings,
                        new Moment("test", moment.round(), moment.step(), moment.images()));
                  }
                }
              }
            });
    context
        .out()
        .printf(
            Locale.ROOT,
            "trained on %,d images in %d rounds, %.1f images/s%s%n",
            result.images(),
            result.rounds(),
            result.imagesPerSecond(),
            result.stoppedEarly() ? ", stopped early" : "");
    return result.withoutMoments();
  }

  @Override
  public void evaluate(JobContext context) {
    Optional<String> foreign = context.config().evaluate().embeddings();
    if (foreign.isPresent()) {
      ForeignEvaluation.run(context, foreign.get());
      return;
    }
    ImageStore store = open(context);
    TrainJob job = trainJob(context, store);
    Provenance provenance = context.provenance(store.manifest().fingerprint());
    ReplicaRecipe recipe = job.recipe();
    ReplicaState state = load(context, recipe);
    try (Evaluator evaluator = new Evaluator(context, store, recipe);
        Searchable embeddings = evaluator.embeddings(state)) {
      ReRanked.check(context, embeddings);
      RetrievalResult result = evaluator.measure("evaluate", embeddings, Moment.of("trained"));
      Measuring.publish(context, result, embeddings, store.manifest().classNames());
      RunReport report = RunReport.ofModel(context, Map.of("trained", result));
      context.out().print(SummaryTable.text(report.summary()));
      ReRanked.print(context, embeddings);
      report.write(
          Optional.of(
              new Evaluated(
                  context,
                  embeddings,
                  result,
                  Optional.empty(),
                  ReportPictures.of(context, store))),
          provenance);
      Cards.write(context, store, job, provenance, Figures.values(result));
    }
  }

  private static ReplicaState load(JobContext context, ReplicaRecipe recipe) {
    try (Replica replica = recipe.create()) {
      replica.load(ModelFolder.read(context.folder()));
      return replica.state();
    }
  }

  @Override
  public void embed(JobContext context) {
    ImageStore store = open(context);
    ReplicaRecipe recipe = trainJob(context, store).recipe();
    context.provenance(store.manifest().fingerprint());
    ReplicaState state = load(context, recipe);
    try (Evaluator evaluator = new Evaluator(context, store, recipe)) {
      EmbeddingWriter writer = new EmbeddingWriter(context, store);
      for (Split split : evaluator.splits()) {
        writer.add(split, evaluator.embeddings(split, state));
      }
      writer.publish();
    }
  }

  @Override
  public void export(JobContext context) {
    String name = new ExportJob(context.config(), context.folder()).run();
    context.out().println("exported " + context.folder().path(name));
  }

  @Override
  public void run(JobContext context) {
    ImageStore store = prepared(context).store().cached(context.config().store().cacheBytes());
    TrainJob job = trainJob(context, store);
    Provenance provenance = context.provenance(store.manifest().fingerprint());
    requireMemory(context, store, job.recipe());
    Map<String, RetrievalResult> results = new LinkedHashMap<>();
    try (Evaluator evaluator = new Evaluator(context, store, job.recipe())) {
      ShownQueries before = beforeTraining(context, job, evaluator, results);
      TrainResult trained = trained(context, job, evaluator);
      try (Searchable after = evaluator.embeddings(trained.state())) {
        RetrievalResult result =
            evaluator.measure(
                "trained", after, new Moment("trained", trained.rounds(), 0, trained.images()));
        results.put("trained", result);
        Measuring.publish(context, result, after, store.manifest().classNames());
        RunReport report = RunReport.ofModel(context, results);
        report.write(
            Optional.of(
                new Evaluated(
                    context,
                    after,
                    result,
                    Optional.of(before),
                    ReportPictures.of(context, store))),
            provenance);
        Cards.write(context, store, job, provenance, Figures.values(result));
        context.out().print(SummaryTable.text(report.summary()));
      }
    }
  }

  @Override
  public void repeat(JobContext context) {
    new Study(context, this, true).run();
  }

  @Override
  public void sweep(JobContext context) {
    new Study(context, this, false).run();
  }

  private static ShownQueries beforeTraining(
      JobContext context, TrainJob job, Evaluator evaluator, Map<String, RetrievalResult> results) {
    if (context.config().evaluate().rawSide() > 0) {
      try (Searchable raw = evaluator.rawPixels()) {
        results.put(
            evaluator.rawName(), evaluator.measure("raw pixels", raw, Moment.of("raw-pixels")));
      }
    }
    try (Searchable features = evaluator.features(job.initialState())) {
      String name = RunReport.untrained(context.config());
      results.put(name, evaluator.measure(name, features, Moment.of("pretrained")));
      return ShownQueries.of(context, features, ShownQueries.spread(features));
    }
  }
}

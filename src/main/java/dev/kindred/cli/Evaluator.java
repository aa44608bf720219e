package dev.kindred.cli;

import dev.kindred.config.EvaluateSettings;
import dev.kindred.dataset.Split;
import dev.kindred.embed.EmbedJob;
import dev.kindred.embed.LazyEmbeddings;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.image.RawPixels;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.EvaluateJob;
import dev.kindred.retrieval.MetricSettings;
import dev.kindred.retrieval.Protocol;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Moment;
import dev.kindred.store.ImageStore;
import dev.kindred.store.StoreIndex;
import dev.kindred.train.Recipes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Embeds the evaluated split and measures retrieval on it. */
@DriverOnly
final class Evaluator implements AutoCloseable {
  private final JobContext context;
  private final ImageStore store;
  private final ReplicaRecipe recipe;
  private final EmbedJob embed;

  Evaluator(JobContext context, ImageStore store, ReplicaRecipe recipe) {
    this.context = context;
    this.store = store;
    this.recipe = recipe;
    EvaluateSettings settings = context.config().evaluate();
    int tasks = Executors.tasks(context.spark().getConf());
    this.embed =
        new EmbedJob(
            context.spark(),
            store,
            Recipes.testView(context.config(), recipe.network().backbone()),
            settings.batch(),
            settings.partitions() > 0 ? settings.partitions() : tasks);
  }

  /** Raw pixels of the evaluated split, as many as configured. */
  Searchable rawPixels() {
    int side = context.config().evaluate().rawSide();
    return searchable(RawPixels.dim(side), ids -> embed.rawPixels(ids, side));
  }

  /** What the report calls them. */
  String rawName() {
    int side = context.config().evaluate().rawSide();
    return "raw %dx%d pixels".formatted(side, side);
  }

  /** Pooled features before the head. */
  Searchable features(ReplicaState state) {
    return searchable(
        recipe.network().backbone().features(), ids -> network("features", ids, state, true));
  }

  /** The network's embeddings. */
  Searchable embeddings(ReplicaState state) {
    return searchable(recipe.network().dim(), ids -> embeddings(ids, state));
  }

  /** Embeddings of any images. */
  LazyEmbeddings embeddings(int[] ids, ReplicaState state) {
    return network("embeddings", ids, state, false);
  }

  private LazyEmbeddings network(String what, int[] ids, ReplicaState state, boolean features) {
    return embed.network(what, ids, context.folder().id(), recipe, state, features);
  }

  private Searchable searchable(int dim, Function<int[], LazyEmbeddings> embedder) {
    List<int[]> ids = splits().stream().map(split -> some(store.index(), split)).toList();
    return new Searchables(context).of(dim, ids.stream().map(embedder).toList(), ids);
  }

  /** What is evaluated: one split, every image of it a query, or query and gallery. */
  List<Split> splits() {
    return splits(context.config().evaluate(), store.index());
  }

  static List<Split> splits(EvaluateSettings settings, StoreIndex index) {
    if (settings.trainSplit()) {
      return List.of(Split.TRAIN);
    }
    return index.ids(Split.QUERY).length > 0
        ? List.of(Split.QUERY, Split.GALLERY)
        : List.of(Split.TEST);
  }

  /** Embeddings of one split. */
  LazyEmbeddings embeddings(Split split, ReplicaState state) {
    return embeddings(some(store.index(), split), state);
  }

  private int[] some(StoreIndex index, Split split) {
    int[] ids = index.ids(split);
    if (ids.length == 0) {
      throw new KindredException(
          Exit.BAD_DATA,
          "the store %s has no %s images to evaluate; check the lists under kindred.data.path"
              .formatted(store.uri(), split.name().toLowerCase(java.util.Locale.ROOT)));
    }
    return ids;
  }

  /** Measures and logs. */
  RetrievalResult measure(String name, Searchable embeddings, Moment moment) {
    return Measuring.measure(context, name, embeddings, moment);
  }

  /** Every held-out image against all the others. */
  List<MetricValue> validation(EmbeddingSet set) {
    MetricSettings metrics = new MetricSettings(List.of(1), Optional.empty());
    RetrievalResult result =
        new EvaluateJob(context.spark(), "validation", Protocol.leaveOneOut(set), metrics).run();
    return List.of(
        Metric.VALIDATION_RECALL_AT_1.of(result.recallAt().get(1)),
        Metric.VALIDATION_R_PRECISION.of(result.rPrecision()),
        Metric.VALIDATION_MAP_AT_R.of(result.mapAtR()));
  }

  @Override
  public void close() {
    embed.close();
  }
}

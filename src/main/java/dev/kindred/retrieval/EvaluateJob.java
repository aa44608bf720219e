package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Evaluates on executors: the embeddings go to each of them once, each task searches a range of
 * queries and only ranks come back. So are the clusters for NMI, where there is much to do.
 */
@DriverOnly
public final class EvaluateJob {
  /** Below this a task costs more to start than to run. */
  private static final int LEAST_QUERIES = 256;

  private final JavaSparkContext spark;
  private final String name;
  private final Protocol protocol;
  private final MetricSettings settings;

  /**
   * @param spark context to run on; stays open
   * @param name shown in the Spark UI, such as {@code "evaluate round 3"}
   * @param protocol held on the driver (124 MB for Stanford Online Products at 512 dimensions)
   * @param settings what is measured
   */
  public EvaluateJob(
      JavaSparkContext spark, String name, Protocol protocol, MetricSettings settings) {
    this.spark = spark;
    this.name = name;
    this.protocol = protocol;
    this.settings = settings;
  }

  /**
   * Brings embeddings that tasks computed to the driver, ordered by image id.
   *
   * @throws IllegalArgumentException when an image comes twice, as after an unlucky retry
   */
  public static EmbeddingSet collect(JavaRDD<EmbeddingSet> blocks) {
    return EmbeddingSet.concat(blocks.collect());
  }

  /**
   * Runs to the end.
   *
   * @throws dev.kindred.run.KindredException when an embedding is not finite or not of unit length
   */
  public RetrievalResult run() {
    protocol.requireUsable();
    long start = System.nanoTime();
    List<QueryRanks> parts = search();
    double seconds = (System.nanoTime() - start) * 1e-9;
    return RetrievalResult.of(
        parts,
        protocol.queries().labels(),
        settings.recallAt(),
        protocol.gallery().n(),
        settings.clustering().map(this::clusters),
        settings.pairs().map(this::verification),
        seconds);
  }

  private Contingency clusters(MetricSettings.Clustering how) {
    EmbeddingSet all = protocol.all();
    try (Points points = ClusterPlace.of(spark, name, all, all.classes())) {
      return Contingency.of(KMeans.cluster(points, all.classes(), how).cluster(), all.labels());
    }
  }

  private Verification verification(PairSettings pairs) {
    spark.setJobGroup("kindred-evaluate", name + ": all pairs", true);
    Cuts cuts = GenuinePairs.cuts(protocol);
    Broadcast<Protocol> sent = spark.broadcast(protocol);
    Broadcast<Cuts> sentCuts = spark.broadcast(cuts);
    try {
      List<Range> ranges = ranges(protocol.queries().n(), spark.defaultParallelism());
      PairCounts counts =
          spark
              .parallelize(ranges, ranges.size())
              .treeAggregate(
                  PairCounts.none(0),
                  (sum, r) ->
                      sum.add(PairScan.count(sent.value(), sentCuts.value(), r.from(), r.to())),
                  PairCounts::add);
      return PairFigures.of(cuts, counts, Evaluation.pairSum(protocol), pairs);
    } finally {
      sent.destroy();
      sentCuts.destroy();
      spark.clearJobGroup();
    }
  }

  private List<QueryRanks> search() {
    String description =
        "%s: %d queries in %d images"
            .formatted(name, protocol.queries().n(), protocol.gallery().n());
    spark.setJobGroup("kindred-evaluate", description, true);
    Broadcast<Protocol> sent = spark.broadcast(protocol);
    Broadcast<Centring> centring = spark.broadcast(Centring.of(protocol));
    try {
      List<Range> ranges = ranges(protocol.queries().n(), spark.defaultParallelism());
      return spark
          .parallelize(ranges, ranges.size())
          .map(r -> r.search(sent.value(), centring.value()))
          .collect();
    } finally {
      sent.destroy();
      centring.destroy();
      spark.clearJobGroup();
    }
  }

  static List<Range> ranges(int queries, int parallelism) {
    // Four tasks a core even out executors of unequal speed.
    int tasks = Math.max(1, Math.min(4 * parallelism, queries / LEAST_QUERIES));
    List<Range> ranges = new ArrayList<>();
    for (int t = 0; t < tasks; t++) {
      ranges.add(
          new Range((int) ((long) queries * t / tasks), (int) ((long) queries * (t + 1) / tasks)));
    }
    return ranges;
  }
}

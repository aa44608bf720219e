package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Embeddings stay on the executors, each of which searches its parts of the gallery; queries go to
 * all of them, so many at a time. The rank of a positive is counted in two passes: the first brings
 * the positives' similarities together, which takes no matrix product, the second counts against
 * them in every part, and the counts are added. Lists are merged. The same results as {@link
 * BroadcastSearch}, to the last index.
 */
@DriverOnly
public final class PartitionedSearch implements Searchable {
  private final JavaSparkContext spark;
  private final DistributedSet queries;
  private final DistributedSet gallery;
  private final boolean selfExcluded;
  private final QueryChunks chunks;

  private PartitionedSearch(
      JavaSparkContext spark,
      DistributedSet queries,
      DistributedSet gallery,
      boolean selfExcluded,
      QueryChunks chunks) {
    if (queries.d() != gallery.d()) {
      throw new KindredException(
          Exit.BAD_DATA,
          "queries have embeddings of %d numbers, the gallery of %d"
              .formatted(queries.d(), gallery.d()));
    }
    this.spark = spark;
    this.queries = queries;
    this.gallery = gallery;
    this.selfExcluded = selfExcluded;
    this.chunks = chunks;
  }

  /** Every image against all the others. */
  public static PartitionedSearch leaveOneOut(JavaSparkContext spark, DistributedSet set) {
    return leaveOneOut(spark, set, QueryChunks.USUAL);
  }

  static PartitionedSearch leaveOneOut(
      JavaSparkContext spark, DistributedSet set, QueryChunks chunks) {
    return new PartitionedSearch(spark, set, set, true, chunks);
  }

  /** Queries against a gallery of other images. */
  public static PartitionedSearch queryGallery(
      JavaSparkContext spark, DistributedSet queries, DistributedSet gallery) {
    return queryGallery(spark, queries, gallery, QueryChunks.USUAL);
  }

  static PartitionedSearch queryGallery(
      JavaSparkContext spark, DistributedSet queries, DistributedSet gallery, QueryChunks chunks) {
    return new PartitionedSearch(spark, queries, gallery, false, chunks);
  }

  @Override
  public int[] queryIds() {
    return queries.ids();
  }

  @Override
  public int[] queryLabels() {
    return queries.labels();
  }

  @Override
  public int[] galleryIds() {
    return gallery.ids();
  }

  @Override
  public int[] galleryLabels() {
    return gallery.labels();
  }

  @Override
  public RetrievalResult evaluate(String name, MetricSettings settings) {
    long start = System.nanoTime();
    List<QueryRanks> parts = new ArrayList<>();
    int[] positives = QueryChunks.positives(queries.labels(), gallery.labels());
    for (Range range : chunks.ranges(queries.d(), positives)) {
      group(
          "%s: queries %,d to %,d in %,d images"
              .formatted(name, range.from(), range.to(), gallery.n()));
      parts.add(with(queries.fetch(range.from(), range.to()), s -> ranks(range.from(), s)));
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    return RetrievalResult.of(
        parts,
        queries.labels(),
        settings.recallAt(),
        gallery.n(),
        settings.clustering().map(how -> clusters(name, how)),
        settings.pairs().map(pairs -> verification(name, positives, pairs)),
        seconds);
  }

  private Contingency clusters(String name, MetricSettings.Clustering how) {
    List<DistributedSet> sets = selfExcluded ? List.of(gallery) : List.of(queries, gallery);
    int[] labels = sets.stream().flatMapToInt(set -> Arrays.stream(set.labels())).toArray();
    int classes = (int) Arrays.stream(labels).distinct().count();
    try (Points points = ClusterPlace.of(spark, name, sets, classes)) {
      return Contingency.of(KMeans.cluster(points, classes, how).cluster(), labels);
    }
  }

  private QueryRanks ranks(int from, Broadcast<GalleryPart> sent) {
    Positives[] found =
        GalleryPart.merge(gallery.blocks().map(part -> sent.value().positives(part)).collect());
    Broadcast<Positives[]> positives = spark.broadcast(found);
    try {
      return QueryRanks.of(
          from,
          gallery
              .blocks()
              .map(part -> sent.value().ranks(part, positives.value()))
              .treeReduce(GalleryPart::add));
    } finally {
      positives.destroy();
    }
  }

  @Override
  public RetrievalResult reRanked(String name, List<Integer> recallAt, ReRanking how) {
    throw new KindredException(
        Exit.USAGE,
        "re-ranking needs the whole gallery in every executor, %,d MiB here; raise"
                .formatted(((long) gallery.n() * gallery.d() * Float.BYTES) >> 20)
            + " kindred.spark.executor-heap-mb or kindred.evaluate.broadcast-share, or leave it out");
  }

  @Override
  public boolean isWhole() {
    return false;
  }

  @Override
  public List<Neighbours> nearest(int k, int... queryRows) {
    if (k < 1) {
      throw new IllegalArgumentException("k = " + k);
    }
    int[] kept = new int[queryRows.length];
    Arrays.fill(kept, Math.min(k, gallery.n()));
    List<Neighbours> all = new ArrayList<>(queryRows.length);
    for (Range range : chunks.ranges(queries.d(), kept)) {
      group("%,d nearest of queries %,d to %,d".formatted(k, range.from(), range.to()));
      int[] rows = Arrays.copyOfRange(queryRows, range.from(), range.to());
      with(
              queries.fetch(rows),
              sent ->
                  gallery
                      .blocks()
                      .map(part -> sent.value().nearest(part, k))
                      .treeReduce((a, b) -> GalleryPart.merge(a, b, k)))
          .forEach(n -> all.add(inRows(n, rows[n.query()])));
    }
    return all;
  }

  @Override
  public EmbeddingSet queries(int... queryRows) {
    return queries.fetch(queryRows);
  }

  private Neighbours inRows(Neighbours byId, int query) {
    return new Neighbours(
        query,
        Arrays.stream(byId.rows()).map(id -> Arrays.binarySearch(gallery.ids(), id)).toArray(),
        byId.similarities());
  }

  private Verification verification(String name, int[] positives, PairSettings settings) {
    List<Range> ranges = chunks.ranges(queries.d(), positives);
    long positive = Arrays.stream(positives).asLongStream().sum();
    // Of images among themselves each pair is counted twice, and each image with itself.
    long genuine = selfExcluded ? (positive - positives.length) / 2 : positive;
    Cuts cuts = genuine <= Cuts.MOST ? Cuts.of(genuine(name, ranges)) : Cuts.fine();
    PairCounts counts = PairCounts.none(0);
    Broadcast<Cuts> sentCuts = spark.broadcast(cuts);
    try {
      for (Range range : ranges) {
        group("%s: pairs of queries %,d to %,d".formatted(name, range.from(), range.to()));
        counts =
            counts.add(
                with(
                    queries.fetch(range.from(), range.to()),
                    sent ->
                        gallery
                            .blocks()
                            .map(part -> sent.value().pairs(part, sentCuts.value()))
                            .treeReduce(PairCounts::add)));
      }
    } finally {
      sentCuts.destroy();
    }
    return PairFigures.of(cuts, counts, pairSum(), settings);
  }

  private double pairSum() {
    RowSums inGallery = sums(gallery);
    return selfExcluded ? inGallery.pairs() : sums(queries).pairsWith(inGallery);
  }

  private static RowSums sums(DistributedSet set) {
    return set.blocks().map(RowSums::of).treeReduce(RowSums::plus);
  }

  /** Similarities of all pairs of one class, twice where pairs are unordered. */
  private DoubleStream genuine(String name, List<Range> ranges) {
    return ranges.stream()
        .flatMapToDouble(
            range -> {
              group("%s: pairs of one class".formatted(name));
              Positives[] found =
                  with(
                      queries.fetch(range.from(), range.to()),
                      sent ->
                          GalleryPart.merge(
                              gallery
                                  .blocks()
                                  .map(part -> sent.value().positives(part))
                                  .collect()));
              return Arrays.stream(found).flatMapToDouble(p -> Arrays.stream(p.similarities()));
            });
  }

  private <T> T with(EmbeddingSet some, Function<Broadcast<GalleryPart>, T> work) {
    Broadcast<GalleryPart> sent = spark.broadcast(new GalleryPart(some, selfExcluded));
    try {
      return work.apply(sent);
    } finally {
      sent.destroy();
      spark.clearJobGroup();
    }
  }

  private void group(String description) {
    spark.setJobGroup("kindred-evaluate", description, true);
  }

  @Override
  public void close() {
    queries.close();
    gallery.close();
  }
}

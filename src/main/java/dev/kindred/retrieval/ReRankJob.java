package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Evaluates after re-ranking, on the executors, each of which gets the whole gallery. */
@DriverOnly
final class ReRankJob {
  private final JavaSparkContext spark;
  private final String name;
  private final Protocol protocol;
  private final List<Integer> recallAt;

  ReRankJob(JavaSparkContext spark, String name, Protocol protocol, List<Integer> recallAt) {
    this.spark = spark;
    this.name = name;
    this.protocol = protocol.requireUsable();
    this.recallAt = List.copyOf(recallAt);
  }

  RetrievalResult run(ReRanking how) {
    if (how instanceof ReRanking.QueryExpansion expansion) {
      return new EvaluateJob(
              spark,
              name + ", " + how.name(),
              new Protocol(expanded(expansion), protocol.gallery(), protocol.selfExcluded()),
              new MetricSettings(recallAt, Optional.empty()))
          .run();
    }
    return reciprocal((ReRanking.KReciprocal) how);
  }

  EmbeddingSet expanded(ReRanking.QueryExpansion how) {
    Broadcast<Protocol> sent = spark.broadcast(protocol);
    try {
      List<EmbeddingSet> parts =
          overRanges(
              "expanding queries",
              protocol.queries().n(),
              range -> List.of(ExpandedQueries.of(sent.value(), how, range)));
      return parts.stream().reduce(EmbeddingSet::followedBy).orElseThrow();
    } finally {
      sent.destroy();
    }
  }

  private RetrievalResult reciprocal(ReRanking.KReciprocal how) {
    long start = System.nanoTime();
    ReciprocalScores scores = scores(how);
    Broadcast<ReciprocalScores> sent = spark.broadcast(scores);
    Broadcast<Centring> centring = spark.broadcast(Centring.of(protocol));
    try {
      List<QueryRanks> parts =
          overRanges(
              "ranks",
              protocol.queries().n(),
              range -> List.of(sent.value().ranks(centring.value(), range)));
      return RetrievalResult.of(
          parts,
          protocol.queries().labels(),
          recallAt,
          protocol.gallery().n(),
          Optional.empty(),
          Optional.empty(),
          (System.nanoTime() - start) * 1e-9);
    } finally {
      sent.destroy();
      centring.destroy();
    }
  }

  ReciprocalScores scores(ReRanking.KReciprocal how) {
    EmbeddingSet all = protocol.all();
    int k = Math.max(how.k1() + 1, how.k2());
    Broadcast<EmbeddingSet> sent = spark.broadcast(all);
    Neighbourhood[] near;
    try {
      near =
          overRanges("neighbours", all.n(), range -> Neighbourhood.of(sent.value(), k, range))
              .toArray(Neighbourhood[]::new);
    } finally {
      sent.destroy();
    }
    Broadcast<Encoding.Maker> maker = spark.broadcast(new Encoding.Maker(all, near, how.k1()));
    Encoding[] encodings;
    try {
      encodings =
          overRanges(
                  "encodings",
                  all.n(),
                  range ->
                      IntStream.range(range.from(), range.to())
                          .mapToObj(maker.value()::encode)
                          .toList())
              .toArray(Encoding[]::new);
    } finally {
      maker.destroy();
    }
    return new ReciprocalScores(
        protocol,
        how.k2() == 1 ? encodings : means(encodings, near, how.k2()),
        Arrays.stream(near).mapToDouble(Neighbourhood::farthest).toArray(),
        how.lambda());
  }

  private static Encoding[] means(Encoding[] encodings, Neighbourhood[] near, int k2) {
    Encoding[] means = new Encoding[encodings.length];
    Arrays.setAll(
        means,
        i -> {
          int[] first = near[i].nearest();
          return Encoding.mean(encodings, Arrays.copyOf(first, Math.min(k2, first.length)));
        });
    return means;
  }

  private <T> List<T> overRanges(String step, int n, Function<Range, List<T>> work) {
    List<Range> ranges = EvaluateJob.ranges(n, spark.defaultParallelism());
    spark.setJobGroup("kindred-evaluate", "%s: %s of %,d images".formatted(name, step, n), true);
    try {
      List<List<T>> parts = spark.parallelize(ranges, ranges.size()).map(work).collect();
      List<T> all = new ArrayList<>();
      parts.forEach(all::addAll);
      return all;
    } finally {
      spark.clearJobGroup();
    }
  }
}

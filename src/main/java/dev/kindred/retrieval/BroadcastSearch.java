package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Embeddings on the driver; every executor gets the whole gallery. */
@DriverOnly
public final class BroadcastSearch implements Searchable {
  private final JavaSparkContext spark;
  private final Protocol protocol;

  /** With a context that stays open. */
  public BroadcastSearch(JavaSparkContext spark, Protocol protocol) {
    this.spark = spark;
    this.protocol = protocol;
  }

  @Override
  public int[] queryIds() {
    return protocol.queries().ids();
  }

  @Override
  public int[] queryLabels() {
    return protocol.queries().labels();
  }

  @Override
  public int[] galleryIds() {
    return protocol.gallery().ids();
  }

  @Override
  public int[] galleryLabels() {
    return protocol.gallery().labels();
  }

  @Override
  public RetrievalResult evaluate(String name, MetricSettings settings) {
    return new EvaluateJob(spark, name, protocol, settings).run();
  }

  @Override
  public RetrievalResult reRanked(String name, List<Integer> recallAt, ReRanking how) {
    return new ReRankJob(spark, name, protocol, recallAt).run(how);
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public List<Neighbours> nearest(int k, int... queryRows) {
    List<Range> ranges = EvaluateJob.ranges(queryRows.length, spark.defaultParallelism());
    if (ranges.size() < 2) {
      return NearestSearch.search(protocol, k, queryRows);
    }
    spark.setJobGroup(
        "kindred-evaluate", "%,d nearest of %,d queries".formatted(k, queryRows.length), true);
    Broadcast<Protocol> sent = spark.broadcast(protocol.requireUsable());
    Broadcast<Centring> centring = spark.broadcast(Centring.of(protocol));
    try {
      return spark
          .parallelize(ranges, ranges.size())
          .flatMap(
              r ->
                  NearestSearch.search(
                          sent.value(),
                          centring.value(),
                          k,
                          Arrays.copyOfRange(queryRows, r.from(), r.to()))
                      .iterator())
          .collect();
    } finally {
      sent.destroy();
      centring.destroy();
      spark.clearJobGroup();
    }
  }

  @Override
  public EmbeddingSet queries(int... queryRows) {
    return protocol.queries().select(queryRows);
  }

  @Override
  public void close() {}
}

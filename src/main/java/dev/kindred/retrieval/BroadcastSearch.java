package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

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
  public List<Neighbours> nearest(int k, int... queryRows) {
    return NearestSearch.search(protocol, k, queryRows);
  }

  @Override
  public void close() {}
}

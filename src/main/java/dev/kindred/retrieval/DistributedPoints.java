package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Points on the executors. In each step the centres go to all of them; assignments, and of the sums
 * one row a cluster, come back.
 */
@DriverOnly
final class DistributedPoints implements Points {
  private final JavaSparkContext spark;
  private final JavaRDD<EmbeddingSet> blocks;
  private final String name;
  private final int n;
  private final int d;
  private final ClusterSums sums;
  private final Runnable closed;

  /**
   * @param blocks whose ids are the rows {@code [0, n)}
   * @param name shown in the Spark UI
   * @param closed called in the end
   */
  private DistributedPoints(
      JavaSparkContext spark,
      JavaRDD<EmbeddingSet> blocks,
      String name,
      int n,
      int d,
      Runnable closed) {
    this.closed = closed;
    this.spark = spark;
    this.blocks = blocks;
    this.name = name;
    this.n = n;
    this.d = d;
    group("range");
    this.sums = ClusterSums.of(n, blocks.map(LocalPoints::greatest).reduce(Math::max));
  }

  /** Points of the driver; each executor gets all of them. */
  static Points of(JavaSparkContext spark, String name, EmbeddingSet all) {
    Broadcast<EmbeddingSet> sent = spark.broadcast(all);
    List<Range> ranges = EvaluateJob.ranges(all.n(), spark.defaultParallelism());
    JavaRDD<EmbeddingSet> blocks =
        spark.parallelize(ranges, ranges.size()).map(r -> slice(sent.value(), r));
    return new DistributedPoints(spark, blocks, name, all.n(), all.d(), sent::destroy);
  }

  private static EmbeddingSet slice(EmbeddingSet all, Range range) {
    int d = all.d();
    return new EmbeddingSet(
        Arrays.copyOfRange(all.rows(), range.from() * d, range.to() * d),
        d,
        Arrays.copyOfRange(all.labels(), range.from(), range.to()),
        IntStream.range(range.from(), range.to()).toArray());
  }

  /** Points of one or two sets, the rows of the second after those of the first. */
  static Points of(JavaSparkContext spark, String name, List<DistributedSet> sets) {
    JavaRDD<EmbeddingSet> blocks = null;
    int n = 0;
    for (DistributedSet set : sets) {
      JavaRDD<EmbeddingSet> more = numbered(spark, set, n);
      blocks = blocks == null ? more : blocks.union(more);
      n += set.n();
    }
    return new DistributedPoints(spark, blocks, name, n, sets.get(0).d(), () -> {});
  }

  /** A part of a set in blocks whose ids are rows from {@code first} on. */
  private static JavaRDD<EmbeddingSet> numbered(
      JavaSparkContext spark, DistributedSet set, int first) {
    Broadcast<int[]> ids = spark.broadcast(set.ids());
    return set.blocks()
        .map(
            b ->
                new EmbeddingSet(
                    b.rows(),
                    b.d(),
                    b.labels(),
                    IntStream.of(b.ids())
                        .map(id -> first + Arrays.binarySearch(ids.value(), id))
                        .toArray()));
  }

  @Override
  public int n() {
    return n;
  }

  @Override
  public int d() {
    return d;
  }

  @Override
  public EmbeddingSet select(int... rows) {
    group("centres");
    int[] wanted = Arrays.stream(rows).distinct().sorted().toArray();
    Broadcast<int[]> sent = spark.broadcast(wanted);
    try {
      EmbeddingSet found =
          EmbeddingSet.concat(
              blocks.map(b -> among(b, sent.value())).filter(b -> b.n() > 0).collect());
      return found.select(
          Arrays.stream(rows).map(r -> Arrays.binarySearch(found.ids(), r)).toArray());
    } finally {
      sent.destroy();
    }
  }

  private static EmbeddingSet among(EmbeddingSet block, int[] wanted) {
    return block.select(
        IntStream.range(0, block.n())
            .filter(i -> Arrays.binarySearch(wanted, block.ids()[i]) >= 0)
            .toArray());
  }

  /** What a task found, with the rows that it is of. */
  @SuppressWarnings("ArrayRecordComponent") // one number a point
  private record Part(int[] rows, Assignment found) implements java.io.Serializable {}

  @Override
  public Assignment nearest(EmbeddingSet centres) {
    group("nearest of %,d centres".formatted(centres.n()));
    Broadcast<EmbeddingSet> sent = spark.broadcast(centres);
    try {
      List<Part> parts = blocks.map(b -> new Part(b.ids(), nearest(b, sent.value()))).collect();
      Assignment all = new Assignment(new int[n], new double[n]);
      for (Part part : parts) {
        for (int i = 0; i < part.rows.length; i++) {
          all.cluster()[part.rows[i]] = part.found.cluster()[i];
          all.squared()[part.rows[i]] = part.found.squared()[i];
        }
      }
      return all;
    } finally {
      sent.destroy();
    }
  }

  private static Assignment nearest(EmbeddingSet block, EmbeddingSet centres) {
    try (Scan scan = Scan.open(BlockSize.USUAL, block.d())) {
      return NearestCentre.of(block, centres, scan);
    }
  }

  @Override
  public float[] means(int[] cluster, int k) {
    group("means of %,d clusters".formatted(k));
    Broadcast<int[]> sent = spark.broadcast(cluster);
    ClusterSums adding = sums;
    try {
      Map<Integer, float[]> means =
          blocks
              .flatMapToPair(
                  b ->
                      adding.of(b, sent.value(), k).entrySet().stream()
                          .map(e -> new Tuple2<>(e.getKey(), e.getValue()))
                          .iterator())
              .reduceByKey(ClusterSums::add)
              .mapValues(adding::mean)
              .collectAsMap();
      return ClusterSums.rows(means, k, d);
    } finally {
      sent.destroy();
    }
  }

  @Override
  public double[] squared(int[] cluster, float[] centres) {
    group("distances");
    Broadcast<int[]> of = spark.broadcast(cluster);
    Broadcast<float[]> to = spark.broadcast(centres);
    try {
      double[] squared = new double[n];
      blocks
          .map(b -> new Tuple2<>(b.ids(), ClusterSums.squared(b, of.value(), to.value())))
          .collect()
          .forEach(
              part -> {
                for (int i = 0; i < part._1().length; i++) {
                  squared[part._1()[i]] = part._2()[i];
                }
              });
      return squared;
    } finally {
      of.destroy();
      to.destroy();
    }
  }

  private void group(String step) {
    spark.setJobGroup("kindred-evaluate", name + ": " + step, true);
  }

  @Override
  public void close() {
    spark.clearJobGroup();
    closed.run();
  }
}

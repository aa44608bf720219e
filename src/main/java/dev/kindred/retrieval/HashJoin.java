package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Groups pictures by their hashes: every pair is compared, on the executors, since a comparison
 * takes a nanosecond.
 */
@DriverOnly
public final class HashJoin {
  /** Pairs of a task, some seconds. */
  private static final long PAIRS = 1L << 32;

  private HashJoin() {}

  /**
   * What is compared.
   *
   * @param bits hash of each picture
   * @param colours of each, {@code width} bytes a picture
   * @param width of the colours
   * @param plain pictures without anything to tell them apart by; they are like no other
   */
  @SuppressWarnings("ArrayRecordComponent") // sent once
  public record Hashes(long[] bits, byte[] colours, int width, boolean[] plain)
      implements Serializable {}

  /**
   * Joins pictures whose hashes differ in at most {@code bits} bits and whose colours differ by at
   * most {@code colours} in the mean.
   */
  public static Forest join(JavaSparkContext spark, Hashes hashes, int bits, double colours) {
    int n = hashes.bits.length;
    List<Range> ranges = ranges(n, 4 * spark.defaultParallelism());
    Broadcast<Hashes> sent = spark.broadcast(hashes);
    spark.setJobGroup("kindred-look", "comparing %,d pictures".formatted(n), true);
    try {
      return spark
          .parallelize(ranges, ranges.size())
          .map(r -> join(sent.value(), r, bits, colours * sent.value().width()))
          .treeReduce(Forest::join);
    } finally {
      sent.destroy();
      spark.clearJobGroup();
    }
  }

  /** Of about as many pairs each: a row is compared with those after it. */
  static List<Range> ranges(int n, int parallelism) {
    long pairs = (long) n * n / 2;
    int tasks = (int) Math.max(1, Math.min(n, Math.max(parallelism, pairs / PAIRS)));
    List<Range> ranges = new ArrayList<>();
    int from = 0;
    for (int t = 1; t <= tasks; t++) {
      int to = t == tasks ? n : (int) (n * (1 - Math.sqrt(1 - (double) t / tasks)));
      if (to > from) {
        ranges.add(new Range(from, to));
        from = to;
      }
    }
    return ranges;
  }

  static Forest join(Hashes of, Range range, int bits, double colours) {
    Forest forest = new Forest(of.bits.length);
    for (int i = range.from(); i < range.to(); i++) {
      if (of.plain[i]) {
        continue;
      }
      for (int j = i + 1; j < of.bits.length; j++) {
        if (Long.bitCount(of.bits[i] ^ of.bits[j]) <= bits
            && !of.plain[j]
            && difference(of, i, j) <= colours) {
          forest.join(i, j);
        }
      }
    }
    return forest;
  }

  private static int difference(Hashes of, int i, int j) {
    int sum = 0;
    for (int c = 0; c < of.width; c++) {
      sum +=
          Math.abs((of.colours[i * of.width + c] & 0xff) - (of.colours[j * of.width + c] & 0xff));
    }
    return sum;
  }
}

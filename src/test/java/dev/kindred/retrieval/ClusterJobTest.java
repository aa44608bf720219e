package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.run.KindredException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterJobTest {
  private static final MetricSettings.Clustering FEW = new MetricSettings.Clustering(2, 30, 7);
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("ClusterJobTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static DistributedSet scattered(EmbeddingSet set, int blocks, int tasks) {
    Random random = new Random(blocks);
    List<List<Integer>> dealt = new ArrayList<>();
    for (int b = 0; b < blocks; b++) {
      dealt.add(new ArrayList<>());
    }
    IntStream.range(0, set.n()).forEach(row -> dealt.get(random.nextInt(blocks)).add(row));
    List<EmbeddingSet> parts =
        dealt.stream().map(b -> set.select(b.stream().mapToInt(i -> i).toArray())).toList();
    return DistributedSet.keep(spark.parallelize(parts, tasks), () -> {});
  }

  /** Copies among the rows: ties; and more than 200 clusters: several seeds a round. */
  @ParameterizedTest
  @CsvSource({"1,1,30", "3,2,210", "11,4,30"})
  void kMeansIsTheSameToTheLastBitHoweverPointsAreSplit(int blocks, int tasks, int clusters) {
    EmbeddingSet set = Oracle.random(5, 400, 6, 9);
    try (DistributedSet kept = scattered(set, blocks, tasks);
        Points points = DistributedPoints.of(spark, "test", List.of(kept))) {
      // The driver chooses among starts, however points are split: one is enough here.
      agrees(points, set, clusters, new MetricSettings.Clustering(1, 30, 7));
    }
  }

  @Test
  void kMeansIsTheSameToTheLastBitOfPointsThatTheDriverHas() {
    EmbeddingSet set = Oracle.random(5, 400, 6, 9);
    try (Points points = DistributedPoints.of(spark, "test", set)) {
      agrees(points, set, 30, FEW);
    }
  }

  private static void agrees(
      Points points, EmbeddingSet set, int clusters, MetricSettings.Clustering how) {
    Assignment expected;
    try (Points local = new LocalPoints(set)) {
      expected = KMeans.cluster(local, clusters, how);
    }
    Assignment found = KMeans.cluster(points, clusters, how);
    assertThat(found.cluster()).isEqualTo(expected.cluster());
    assertThat(found.squared()).isEqualTo(expected.squared());
  }

  @Test
  void pointsGoToTheCentreThatIsNearestInDoublePrecision() {
    EmbeddingSet points = Oracle.random(3, 200, 5, 4);
    EmbeddingSet centres = Oracle.random(4, 60, 5, 4);
    try (Points local = new LocalPoints(points)) {
      Assignment found = local.nearest(centres);
      for (int i = 0; i < points.n(); i++) {
        int best = 0;
        for (int c = 1; c < centres.n(); c++) {
          best = distance(points, i, centres, c) < distance(points, i, centres, best) ? c : best;
        }
        assertThat(distance(points, i, centres, found.cluster()[i]))
            .isCloseTo(distance(points, i, centres, best), within(1e-15));
        assertThat(found.squared()[i]).isCloseTo(distance(points, i, centres, best), within(1e-12));
      }
    }
  }

  private static double distance(EmbeddingSet a, int i, EmbeddingSet b, int j) {
    double sum = 0;
    for (int k = 0; k < a.d(); k++) {
      double off = (double) a.rows()[i * a.d() + k] - b.rows()[j * a.d() + k];
      sum += off * off;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"1,1,0.9", "4,2,0.9", "7,3,0.99", "3,2,1", "2,2,-1"})
  void joinsWhatAWalkFromImageToImageReaches(int blocks, int tasks, double threshold) {
    EmbeddingSet set = Oracle.random(9, 150, 5, 12);
    try (DistributedSet kept = scattered(set, blocks, tasks)) {
      Clusters found = new ClusterJob(spark, kept).joined(threshold);
      int[] expected = walked(set, threshold);
      assertThat(found.cluster()).isEqualTo(Clusters.bySize(expected));
      assertThat(found.sizes()).isEqualTo(Clusters.sizes(found.cluster()));
      assertThat(found.sizes()).isSortedAccordingTo((a, b) -> Integer.compare(b, a));
      for (int i = 0; i < set.n(); i++) {
        assertThat(found.distance()[i]).isCloseTo(toMean(set, found.cluster(), i), within(1e-6));
      }
    }
  }

  private static int[] walked(EmbeddingSet set, double threshold) {
    Protocol all = Protocol.leaveOneOut(set);
    int[] group = new int[set.n()];
    Arrays.fill(group, -1);
    for (int i = 0; i < set.n(); i++) {
      Deque<Integer> open = new ArrayDeque<>(List.of(i));
      while (!open.isEmpty()) {
        int at = open.pop();
        if (group[at] < 0) {
          group[at] = i;
          for (int j = 0; j < set.n(); j++) {
            if (Oracle.similarity(all, at, j) >= threshold) {
              open.push(j);
            }
          }
        }
      }
    }
    return group;
  }

  private static double toMean(EmbeddingSet set, int[] cluster, int i) {
    double[] mean = new double[set.d()];
    int count = 0;
    for (int j = 0; j < set.n(); j++) {
      if (cluster[j] == cluster[i]) {
        count++;
        for (int k = 0; k < set.d(); k++) {
          mean[k] += set.rows()[j * set.d() + k];
        }
      }
    }
    double sum = 0;
    for (int k = 0; k < set.d(); k++) {
      double off = set.rows()[i * set.d() + k] - mean[k] / count;
      sum += off * off;
    }
    return Math.sqrt(sum);
  }

  @Test
  void moreClustersThanImagesIsOneLine() {
    try (DistributedSet kept = scattered(Oracle.random(1, 5, 4, 2), 1, 1)) {
      assertThatThrownBy(() -> new ClusterJob(spark, kept).kMeans(6, FEW))
          .isInstanceOf(KindredException.class)
          .hasMessageContaining("6 clusters of 5 images");
    }
  }

  @Test
  void hashesJoinWhoeverIsNearInBitsAndColours() {
    Random random = new Random(2);
    int n = 120;
    long[] bits = random.longs(n).toArray();
    byte[] colours = new byte[n * 3];
    random.nextBytes(colours);
    boolean[] plain = new boolean[n];
    for (int i = 60; i < n; i++) {
      bits[i] = bits[i - 60] ^ (1L << (i % 64)) ^ (i % 3 == 0 ? 0b1110000 : 0);
      System.arraycopy(colours, (i - 60) * 3, colours, i * 3, 3);
      colours[i * 3] = (byte) (colours[i * 3] ^ (i % 7 == 0 ? 0x80 : 0));
      plain[i] = i % 11 == 0;
    }
    Forest found = HashJoin.join(spark, new HashJoin.Hashes(bits, colours, 3, plain), 2, 4);
    for (int i = 60; i < n; i++) {
      boolean near = Long.bitCount(bits[i] ^ bits[i - 60]) <= 2;
      boolean joined = near && i % 7 != 0 && !plain[i];
      assertThat(found.root(i)).as("%d", i).isEqualTo(joined ? i - 60 : i);
    }
    assertThat(HashJoin.ranges(1000, 7).stream().mapToInt(r -> r.to() - r.from()).sum())
        .isEqualTo(1000);
  }
}

package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.retrieval.Confusions.Bounds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConfusionsTest {
  private static final MetricSettings METRICS = new MetricSettings(List.of(1), Optional.empty());
  private static final Bounds ALL = new Bounds(Integer.MAX_VALUE, 2, Long.MAX_VALUE);
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("ConfusionsTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  /** Queries missed so, by "wanted found", from sorted lists. */
  private static Map<String, Integer> sorted(Protocol protocol) {
    Map<String, Integer> missed = new TreeMap<>();
    for (int q = 0; q < protocol.queries().n(); q++) {
      int wanted = protocol.queries().labels()[q];
      boolean there =
          Arrays.stream(protocol.gallery().labels()).filter(l -> l == wanted).count() > 1;
      int found = protocol.gallery().labels()[Oracle.ranking(protocol, q).get(0)];
      if (there && found != wanted) {
        missed.merge(wanted + " " + found, 1, Integer::sum);
      }
    }
    return missed;
  }

  private static Map<String, Integer> missed(Confusions found) {
    Map<String, Integer> missed = new TreeMap<>();
    for (Confusion c : found.most()) {
      missed.put(c.a().label() + " " + c.b().label(), c.a().missed());
      missed.put(c.b().label() + " " + c.a().label(), c.b().missed());
    }
    missed.values().removeIf(n -> n == 0);
    return missed;
  }

  @Test
  void everyMissIsCountedOnceWhereverTheGalleryLies() {
    EmbeddingSet images = Oracle.random(3, 900, 8, 20);
    Protocol protocol = Protocol.leaveOneOut(images);
    Searchable sent = new BroadcastSearch(spark, protocol);
    RetrievalResult result = sent.evaluate("test", METRICS);
    // More misses than are looked up on the driver.
    assertThat(result.perQuery().misses()).hasSizeGreaterThan(512);
    Confusions found = Confusions.of(sent, result, ALL);
    assertThat(missed(found)).isEqualTo(sorted(protocol));
    assertThat(found.asked()).isEqualTo(found.misses());
    assertThat(found.pairs()).isEqualTo(found.most().size());
    assertThat(found.most())
        .isSortedAccordingTo((x, y) -> Integer.compare(y.missed(), x.missed()))
        .allSatisfy(c -> assertThat(c.a().label()).isLessThan(c.b().label()))
        .allSatisfy(c -> assertThat(c.a().examples()).hasSizeLessThanOrEqualTo(2));
    DistributedSet set = DistributedSet.keep(spark.parallelize(List.of(images), 1), () -> {});
    try (Searchable kept = PartitionedSearch.leaveOneOut(spark, set)) {
      assertThat(Confusions.of(kept, kept.evaluate("test", METRICS), ALL)).isEqualTo(found);
      assertThat(kept.queries(5, 0, 899))
          .usingRecursiveComparison()
          .isEqualTo(sent.queries(5, 0, 899));
    }
  }

  @Test
  void examplesAreTheQueryAndItsNearestImage() {
    EmbeddingSet images = Oracle.random(9, 60, 4, 6);
    Protocol protocol = Protocol.leaveOneOut(images);
    Searchable all = new BroadcastSearch(spark, protocol);
    Confusions found = Confusions.of(all, all.evaluate("test", METRICS), ALL);
    assertThat(found.most()).isNotEmpty();
    for (Confusion c : found.most()) {
      for (Confusion.Example e : c.a().examples()) {
        int row = row(images, e.query());
        assertThat(images.labels()[row]).isEqualTo(c.a().label());
        assertThat(images.ids()[Oracle.ranking(protocol, row).get(0)]).isEqualTo(e.answer());
      }
    }
  }

  private static int row(EmbeddingSet images, int id) {
    return IntStream.range(0, images.n())
        .filter(i -> images.ids()[i] == id)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void someClassesStandForAllWhenThereIsTooMuchToSearch() {
    EmbeddingSet images = Oracle.random(3, 900, 8, 20);
    Searchable all = new BroadcastSearch(spark, Protocol.leaveOneOut(images));
    RetrievalResult result = all.evaluate("test", METRICS);
    Confusions some = Confusions.of(all, result, new Bounds(3, 1, 100L * 900));
    assertThat(some.asked()).isEqualTo(100).isLessThan(some.misses());
    assertThat(some.most()).hasSize(3);
  }

  @Test
  void nothingIsConfusedInOneClass() {
    EmbeddingSet images = Oracle.random(3, 20, 8, 1);
    Searchable all = new BroadcastSearch(spark, Protocol.leaveOneOut(images));
    Confusions found = Confusions.of(all, all.evaluate("test", METRICS), ALL);
    assertThat(found).isEqualTo(new Confusions(List.of(), 0, 0, 0));
  }
}

package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class EvaluateJobTest {
  private static final MetricSettings METRICS =
      new MetricSettings(List.of(1, 10, 100), Optional.of(new MetricSettings.Clustering(1, 5, 1)));

  @Test
  void executorsFindWhatOneThreadFinds() {
    EmbeddingSet images = Oracle.random(5, 1500, 16, 40);
    Protocol alone = Protocol.leaveOneOut(images);
    Protocol apart = Protocol.queryGallery(Oracle.random(6, 700, 16, 45), images);
    try (JavaSparkContext spark = context()) {
      for (Protocol protocol : List.of(alone, apart)) {
        RetrievalResult result = new EvaluateJob(spark, "test", protocol, METRICS).run();
        assertThat(result)
            .usingRecursiveComparison()
            .ignoringFields("seconds")
            .isEqualTo(Evaluation.evaluate(protocol, METRICS));
        assertThat(result.queriesPerSecond()).isPositive();
      }
    }
  }

  @Test
  void blocksOfTasksBecomeOneSet() {
    EmbeddingSet images = Oracle.random(5, 100, 8, 10);
    try (JavaSparkContext spark = context()) {
      EmbeddingSet collected =
          EvaluateJob.collect(
              spark
                  .parallelize(List.of(7, 3, 0, 9, 1, 2, 8, 4, 6, 5), 3)
                  .map(i -> images.select(IntStream.range(10 * i, 10 * i + 10).toArray())));
      assertThat(collected).usingRecursiveComparison().isEqualTo(images);
    }
  }

  @Test
  void badEmbeddingsStopOnTheDriver() {
    EmbeddingSet bad = new EmbeddingSet(new float[] {Float.NaN}, 1, new int[1], new int[1]);
    try (JavaSparkContext spark = context()) {
      EvaluateJob job = new EvaluateJob(spark, "test", Protocol.leaveOneOut(bad), METRICS);
      assertThatThrownBy(job::run)
          .isInstanceOf(KindredException.class)
          .hasMessageContaining("not a finite number");
    }
  }

  @Test
  void rangesCoverEveryQueryOnce() {
    for (int queries : new int[] {1, 255, 256, 1000, 60502}) {
      int next = 0;
      for (Range range : EvaluateJob.ranges(queries, 3)) {
        assertThat(range.from()).isEqualTo(next);
        assertThat(range.to()).isGreaterThan(next);
        next = range.to();
      }
      assertThat(next).isEqualTo(queries);
    }
  }

  private static JavaSparkContext context() {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("EvaluateJobTest")
            .set("spark.ui.enabled", "false"));
  }
}

package dev.kindred.bench;

import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.Evaluation;
import dev.kindred.retrieval.MetricSettings;
import dev.kindred.retrieval.NearestSearch;
import dev.kindred.retrieval.Neighbours;
import dev.kindred.retrieval.Protocol;
import dev.kindred.retrieval.RetrievalResult;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Exact search in one thread ({@code OMP_NUM_THREADS=1}); a piece of Stanford Online Products'
 * 60,502 queries in 60,502 images. Beside it: {@code
 * src/test/python/retrieval/search_benchmark.py}, the same with faiss.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(1)
public class SearchBenchmark {
  private static final int DIMENSIONS = 512;

  @Param("2048")
  int queries;

  @Param({"8192", "60502"})
  int gallery;

  private Protocol protocol;

  /** Random classes of about five, a little apart. */
  @Setup
  public void setup() {
    protocol = Protocol.queryGallery(random(1, queries), random(2, gallery));
  }

  /** The ten nearest. */
  @Benchmark
  public List<Neighbours> top10() {
    return NearestSearch.search(protocol, 10);
  }

  /** The thousand nearest. */
  @Benchmark
  public List<Neighbours> top1000() {
    return NearestSearch.search(protocol, 1000);
  }

  /** Recall@1, 10, 100, 1000, R-Precision and MAP@R. */
  @Benchmark
  public RetrievalResult metrics() {
    return Evaluation.evaluate(
        protocol, new MetricSettings(List.of(1, 10, 100, 1000), Optional.empty()));
  }

  private EmbeddingSet random(long seed, int n) {
    Random random = new Random(seed);
    int classes = gallery / 5;
    float[] rows = new float[n * DIMENSIONS];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(classes);
      Random centre = new Random(labels[i]);
      for (int j = 0; j < DIMENSIONS; j++) {
        rows[i * DIMENSIONS + j] = (float) (0.5 * centre.nextGaussian() + random.nextGaussian());
      }
    }
    return new EmbeddingSet(rows, DIMENSIONS, labels, new int[n]).normalised();
  }
}

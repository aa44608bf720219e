package dev.kindred.bench;

import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.retrieval.Evaluation;
import dev.kindred.retrieval.MetricSettings;
import dev.kindred.retrieval.NearestSearch;
import dev.kindred.retrieval.Protocol;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Exact search in one thread beside the matrix products that it cannot do without, in turns:
 *
 * <pre>
 * OMP_NUM_THREADS=1 SearchStudy GALLERY QUERIES DIMENSIONS ROUNDS [PART,...]
 * </pre>
 *
 * Prints seconds of processor time of the thread and by the clock, medians of the rounds. Parts are
 * {@code openblas}, {@code onednn}, {@code recall}, {@code top10} and {@code top1000}.
 */
public final class SearchStudy {
  private static final int CLASS = 5;

  private SearchStudy() {}

  /** See the class. */
  public static void main(String[] args) {
    int n = Integer.parseInt(args[0]);
    int asked = Integer.parseInt(args[1]);
    int d = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    EmbeddingSet gallery = random(n, d, n / CLASS);
    // The first images stand for all: every query leaves itself out by its row.
    Protocol all = Protocol.leaveOneOut(gallery);
    int[] rows = IntStream.range(0, asked).toArray();
    Map<String, Runnable> parts = new LinkedHashMap<>();
    parts.put("openblas", () -> BareProducts.multiply("openblas", gallery, 0, asked));
    parts.put("onednn", () -> BareProducts.multiply("onednn", gallery, 0, asked));
    parts.put("recall", () -> recall(all, asked));
    parts.put("top10", () -> NearestSearch.search(all, 10, rows));
    parts.put("top1000", () -> NearestSearch.search(all, 1000, rows));
    if (args.length > 4) {
      parts.keySet().retainAll(List.of(args[4].split(",")));
    }
    Map<String, List<double[]>> seconds = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      parts.forEach(
          (name, work) -> seconds.computeIfAbsent(name, x -> new ArrayList<>()).add(timed(work)));
    }
    System.out.printf("| %,d of %,d x %d | processor, s | clock, s |%n", asked, n, d);
    System.out.println("| --- | --- | --- |");
    seconds.forEach(
        (name, times) ->
            System.out.printf("| %s | %.2f | %.2f |%n", name, median(times, 0), median(times, 1)));
  }

  private static double median(List<double[]> times, int which) {
    // The first round compiles.
    double[] sorted =
        times.stream().skip(times.size() > 1 ? 1 : 0).mapToDouble(t -> t[which]).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double[] timed(Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    long processor = threads.getCurrentThreadCpuTime();
    long clock = System.nanoTime();
    work.run();
    return new double[] {
      (threads.getCurrentThreadCpuTime() - processor) * 1e-9, (System.nanoTime() - clock) * 1e-9
    };
  }

  private static void recall(Protocol all, int asked) {
    EmbeddingSet queries = all.queries().select(IntStream.range(0, asked).toArray());
    Protocol some =
        asked == all.gallery().n() ? all : Protocol.queryGallery(queries, all.gallery());
    Evaluation.evaluate(some, new MetricSettings(List.of(1, 10, 100, 1000), Optional.empty()));
  }

  private static EmbeddingSet random(int n, int d, int classes) {
    float[] rows = new float[Math.multiplyExact(n, d)];
    int[] labels = new int[n];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(classes);
      SplittableRandom centre = new SplittableRandom(labels[i]);
      for (int j = 0; j < d; j++) {
        rows[i * d + j] =
            (float) (BareProducts.centre(d) * centre.nextGaussian() + random.nextGaussian());
      }
    }
    int[] ids = IntStream.range(0, n).toArray();
    return new EmbeddingSet(rows, d, labels, ids).normalised();
  }
}

package dev.kindred.bench;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.kindred.loss.Batch;
import dev.kindred.loss.Constants;
import dev.kindred.loss.Loss;
import dev.kindred.loss.LossRegistry;
import dev.kindred.loss.Memory;
import dev.kindred.loss.MetricLoss;
import dev.kindred.loss.PairLoss;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.loss.math.NativeProduct;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
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
 * Value and gradient of every loss on one core, beside the matrix products that it cannot do
 * without: {@code X Xᵀ} and {@code G X} for losses on pairs, with a memory the same against all
 * references, and {@code X Pᵀ}, {@code G P} and {@code Gᵀ X} for losses with proxies. The products
 * are taken by both BLAS libraries of the class path (single precision, operands outside the heap,
 * nothing copied); the faster one counts.
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt
 * OMP_NUM_THREADS=1 taskset -c 0 java -cp target/test-classes:target/classes:$(cat target/classpath.txt) \
 *   org.openjdk.jmh.Main LossBenchmark -rf json -rff target/loss-benchmark.json
 * </pre>
 *
 * <p>{@code src/test/python/losses/speed_table.py} makes the tables of docs/benchmarks.md of it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LossBenchmark {
  private static final int D = 512;
  private static final int CLASSES = 100;
  private static final int PER_CLASS = 4;

  /** A matrix product by one of the libraries: {@code C [m, n] = A B}, row-major. */
  private interface Gemm {
    void multiply(
        boolean turnA,
        boolean turnB,
        int m,
        int n,
        int k,
        FloatPointer a,
        FloatPointer b,
        FloatPointer c);

    static Gemm of(String blas) {
      NativeProduct.load();
      return blas.equals("onednn") ? Gemm::oneDnn : Gemm::openBlas;
    }

    private static void oneDnn(
        boolean turnA,
        boolean turnB,
        int m,
        int n,
        int k,
        FloatPointer a,
        FloatPointer b,
        FloatPointer c) {
      byte ta = (byte) (turnA ? 'T' : 'N');
      byte tb = (byte) (turnB ? 'T' : 'N');
      dnnl.dnnl_sgemm(ta, tb, m, n, k, 1, a, turnA ? m : k, b, turnB ? k : n, 0, c, n);
    }

    private static void openBlas(
        boolean turnA,
        boolean turnB,
        int m,
        int n,
        int k,
        FloatPointer a,
        FloatPointer b,
        FloatPointer c) {
      int ta = turnA ? CblasTrans : CblasNoTrans;
      int tb = turnB ? CblasTrans : CblasNoTrans;
      cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, 1, a, turnA ? m : k, b, turnB ? k : n, 0, c, n);
    }
  }

  /** The products of losses on pairs. */
  @State(Scope.Benchmark)
  public static class PairProducts {
    @Param("80")
    int n;

    @Param({"0", "8192"})
    int memory;

    @Param({"onednn", "openblas"})
    String blas;

    private Gemm gemm;
    private FloatPointer x;
    private FloatPointer references;
    private FloatPointer s;
    private FloatPointer gradient;

    /** Outside the heap, where BLAS reads without copying. */
    @Setup
    public void fill() {
      gemm = Gemm.of(blas);
      x = new FloatPointer(batch(n, 1).x());
      references = new FloatPointer(batch(n + memory, 2).x());
      s = new FloatPointer((long) n * (n + memory));
      gradient = new FloatPointer((long) n * D);
    }
  }

  /** The products of losses with proxies. */
  @State(Scope.Benchmark)
  public static class ProxyProducts {
    @Param("80")
    int n;

    @Param({"100", "1000"})
    int rows;

    @Param({"onednn", "openblas"})
    String blas;

    private Gemm gemm;
    private FloatPointer x;
    private FloatPointer proxies;
    private FloatPointer s;
    private FloatPointer byX;
    private FloatPointer byProxies;

    /** Outside the heap, where BLAS reads without copying. */
    @Setup
    public void fill() {
      gemm = Gemm.of(blas);
      x = new FloatPointer(batch(n, 1).x());
      proxies = new FloatPointer(batch(rows, 2).x());
      s = new FloatPointer((long) n * rows);
      byX = new FloatPointer((long) n * D);
      byProxies = new FloatPointer((long) rows * D);
    }
  }

  /** A loss on a batch alone. */
  @State(Scope.Benchmark)
  public static class Alone {
    @Param("80")
    int n;

    @Param({
      "contrastive",
      "batch-all",
      "batch-hard",
      "lifted",
      "binomial-deviance",
      "nca",
      "multi-similarity",
      "circle",
      "supervised-contrastive",
      "n-pair",
      "angular",
      "margin",
      "smooth-ap",
      "recall-at-k",
      "proxy-anchor",
      "proxy-nca",
      "proxy-nca-plus-plus",
      "normalized-softmax",
      "cosface",
      "arcface",
      "soft-triple"
    })
    String loss;

    private Batch batch;
    private Loss evaluated;
    private float[] parameters;

    /** With the constants that ship. */
    @Setup
    public void fill() {
      batch = batch(n, 1);
      evaluated = LossRegistry.create(loss, shipped(loss));
      if (evaluated instanceof ParametricLoss parametric) {
        parameters = parametric.initial(CLASSES, D, 1);
      }
    }
  }

  /** A loss with a cross-batch memory. */
  @State(Scope.Benchmark)
  public static class Remembering {
    @Param("80")
    int n;

    @Param("8192")
    int memory;

    @Param({
      "contrastive",
      "batch-all",
      "batch-hard",
      "lifted",
      "binomial-deviance",
      "nca",
      "multi-similarity",
      "circle",
      "supervised-contrastive",
      "n-pair",
      "angular",
      "margin",
      "smooth-ap",
      "recall-at-k"
    })
    String loss;

    private Batch batch;
    private Memory past;
    private PairLoss evaluated;

    /** With the constants that ship. */
    @Setup
    public void fill() {
      batch = batch(n, 1);
      past = Memory.empty(D).push(batch(memory, 2), memory);
      evaluated = (PairLoss) LossRegistry.create(loss, shipped(loss));
    }
  }

  /** {@code X Xᵀ} and {@code G X}. */
  @Benchmark
  public FloatPointer pairProducts(PairProducts p) {
    int m = p.n + p.memory;
    p.gemm.multiply(false, true, p.n, m, D, p.x, p.references, p.s);
    p.gemm.multiply(false, false, p.n, D, m, p.s, p.references, p.gradient);
    return p.gradient;
  }

  /** {@code X Pᵀ}, {@code G P} and {@code Gᵀ X}. */
  @Benchmark
  public FloatPointer proxyProducts(ProxyProducts p) {
    p.gemm.multiply(false, true, p.n, p.rows, D, p.x, p.proxies, p.s);
    p.gemm.multiply(false, false, p.n, D, p.rows, p.s, p.proxies, p.byX);
    p.gemm.multiply(true, false, p.rows, D, p.n, p.s, p.x, p.byProxies);
    return p.byProxies;
  }

  /** Value and gradient on the batch. */
  @Benchmark
  public Object alone(Alone a) {
    return a.evaluated instanceof MetricLoss metric
        ? metric.evaluate(a.batch)
        : ((ParametricLoss) a.evaluated).evaluate(a.batch, a.parameters, CLASSES);
  }

  /** Value and gradient with the memory. */
  @Benchmark
  public Object remembering(Remembering r) {
    return r.evaluated.evaluate(r.batch, r.past);
  }

  /** Unit rows around the centre of their class, four a class, as they are after some training. */
  private static Batch batch(int n, long seed) {
    Random random = new Random(seed);
    float[] centres = new float[CLASSES * D];
    Random shared = new Random(7);
    for (int k = 0; k < centres.length; k++) {
      centres[k] = (float) shared.nextGaussian();
    }
    float[] x = new float[n * D];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i / PER_CLASS % CLASSES;
      double squares = 0;
      for (int k = 0; k < D; k++) {
        x[i * D + k] = (float) (centres[labels[i] * D + k] + 0.8 * random.nextGaussian());
        squares += x[i * D + k] * x[i * D + k];
      }
      for (int k = 0; k < D; k++) {
        x[i * D + k] /= (float) Math.sqrt(squares);
      }
    }
    return new Batch(x, labels, D, seed);
  }

  private static Constants shipped(String loss) {
    Config block =
        ConfigFactory.parseResources("loss-reference.conf").getConfig("kindred.loss." + loss);
    return new Constants() {
      @Override
      public double number(String key, double min, double max) {
        return block.getDouble(key);
      }

      @Override
      public int whole(String key, int min, int max) {
        return block.getInt(key);
      }

      @Override
      public boolean flag(String key) {
        return block.getBoolean(key);
      }

      @Override
      public String choice(String key, String... allowed) {
        return List.of(allowed).get(List.of(allowed).indexOf(block.getString(key)));
      }
    };
  }
}

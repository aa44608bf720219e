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
import dev.kindred.loss.math.OpenBlasProduct;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
 * without: {@code X Xᵀ} and {@code G X}, or with a memory the same against all references, by the
 * fastest BLAS call there is (single precision, operands outside the heap, nothing copied).
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt
 * OMP_NUM_THREADS=1 taskset -c 0 java -cp target/test-classes:target/classes:$(cat target/classpath.txt) \
 *   org.openjdk.jmh.Main LossBenchmark
 * </pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LossBenchmark {
  private static final int D = 512;
  private static final int CLASSES = 100;
  private static final int PER_CLASS = 4;

  /** The batch and its products. */
  @State(Scope.Benchmark)
  public static class Products {
    @Param("80")
    int n;

    @Param({"0", "8192"})
    int memory;

    private FloatPointer x;
    private FloatPointer references;
    private FloatPointer s;
    private FloatPointer gradient;

    /** Outside the heap, where BLAS reads without copying. */
    @Setup
    public void fill() {
      OpenBlasProduct.load(1);
      int m = n + memory;
      x = new FloatPointer(batch(n, 1).x());
      references = new FloatPointer(batch(m, 2).x());
      s = new FloatPointer((long) n * m).fill(0);
      gradient = new FloatPointer((long) n * D);
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
      "margin"
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

  /** The two products. */
  @Benchmark
  public FloatPointer products(Products p) {
    int n = p.n;
    int m = p.n + p.memory;
    cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, n, m, D, 1, p.x, D, p.references, D, 0, p.s, m);
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasNoTrans,
        n,
        D,
        m,
        1,
        p.s,
        m,
        p.references,
        D,
        0,
        p.gradient,
        D);
    return p.gradient;
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

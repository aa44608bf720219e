package dev.kindred.train;

import dev.kindred.config.KindredConfig;
import dev.kindred.config.TrainSettings;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;

/**
 * What training and its evaluations need of memory, known before they begin from the sizes alone.
 * Derivation and measured figures: docs/benchmarks.md, "Memory".
 *
 * @param driverHeap bytes
 * @param executorHeap bytes
 * @param executorNative bytes beyond the heap, at the very least
 * @param comfortableNative the same with room, to be recommended
 */
public record MemoryNeed(
    long driverHeap, long executorHeap, long executorNative, long comfortableNative) {
  private static final long MIB = 1 << 20;

  /** Spark itself, the index of the store, pieces on their way. */
  private static final long BASE = 192 * MIB;

  /** Of a heap that large arrays can fill before the collector finds no place for the next. */
  private static final double USABLE = 0.85;

  /** What a search in parts holds of queries and of one part. */
  private static final long PARTS = 128 * MIB;

  /** Rendered batches that wait, are trained on, and are being rendered. */
  private static final int BATCHES = 3;

  /** A photo's long side, in short ones: what a part of it may have at most. */
  private static final double LONGER = 1.5;

  /** What is resized at a time where the network is computed: values, their copies, matrices. */
  private static final long RESIZING = 160 * MIB;

  /**
   * Of a whole training with the evaluations around it.
   *
   * @param evaluated images, queries and gallery together
   */
  public static MemoryNeed of(KindredConfig config, ReplicaRecipe recipe, int evaluated) {
    NetworkSpec spec = recipe.network();
    long floats = ExecutorNeed.parameters(spec);
    long parameters = Float.BYTES * floats;
    TrainSettings.Averaging averaging = config.train().averaging();
    // The common state and the mean that follows it, each with two moments.
    long rounds = 2 * 3 * parameters;
    if (averaging.outerMomentum() != 0 || averaging.outerLearningRate() != 1) {
      rounds += 3 * parameters;
    }
    if (averaging.overlap() || averaging.differences()) {
      // What is evaluated between two common states.
      rounds += 3 * parameters;
    }
    if (averaging.exact() || config.sampling().holdsOut()) {
      rounds += parameters;
    }
    long memory =
        recipe.loss() instanceof CrossBatchMemory m
            ? (long) TrainJob.MEMORY_COPIES * Float.BYTES * m.size() * spec.dim()
            : 0;
    int raw = config.evaluate().rawSide();
    long before = rows(config, evaluated, Math.max(3 * raw * raw, spec.backbone().features()));
    long after = rows(config, evaluated, spec.dim());
    boolean curve = config.evaluate().whileTraining();
    long driver =
        Math.max(
            rounds + memory + (curve ? 2 * parameters + 2 * after : 0),
            2 * parameters + 2 * Math.max(before, after));
    int chunk = config.train().chunk();
    int batch = config.sampling().batch();
    batch = chunk > 0 ? Math.min(batch, chunk) : batch;
    long pixels = 3L * Float.BYTES * spec.backbone().size() * spec.backbone().size();
    boolean crops = config.engine().cropOnDevice();
    double side = config.store().shortSide();
    long picture = crops ? (long) (3 * side * side * LONGER) : 0;
    long image = Math.max(pixels, picture);
    long executor = Math.max(BATCHES * image * batch + memory, 2 * Math.max(before, after));
    long resizing = crops ? RESIZING + picture * batch : 0;
    // Where each replica is corrected to, while it trains.
    executor += averaging.overlap() ? parameters : 0;
    return new MemoryNeed(
        heap(driver),
        heap(executor),
        ExecutorNeed.least(spec, batch) + resizing,
        ExecutorNeed.comfortable(spec, batch) + resizing);
  }

  /**
   * Above a share of the heap queries and gallery stay in parts; clusters are found in one place.
   */
  private static long rows(KindredConfig config, int n, int d) {
    long all = (long) Float.BYTES * n * d;
    double heap = (double) MIB * config.spark().memory().heapMb();
    double whole = Math.max(PARTS, 2 * config.evaluate().broadcastShare() * heap);
    return config.evaluate().nmi() ? all : (long) Math.min((double) all, whole);
  }

  private static long heap(long live) {
    return BASE + (long) (live / USABLE);
  }

  /**
   * Compares with what there is.
   *
   * @param driver heap of this process in bytes
   * @param executorHeapMb of each executor, or 0 when tasks run in this process
   * @param executorNativeMb of each executor
   * @throws KindredException (usage) naming everything that is too small, with the figure to set
   */
  public void check(long driver, long executorHeapMb, long executorNativeMb) {
    List<String> small = shortages(driver, executorHeapMb, executorNativeMb);
    if (!small.isEmpty()) {
      throw new KindredException(
          Exit.USAGE, "this training does not fit the memory: " + String.join("; ", small));
    }
  }

  /** What is too small, each with the figure to set behind its colon; see {@link #check}. */
  public List<String> shortages(long driver, long executorHeapMb, long executorNativeMb) {
    List<String> small = new ArrayList<>();
    long heap = driverHeap + (executorHeapMb == 0 ? executorHeap - BASE : 0);
    if (heap > driver) {
      small.add(
          "the driver needs a heap of about %,d MiB and has %,d: set KINDRED_DRIVER_MEMORY=%dg"
              .formatted(mib(heap), driver / MIB, (heap + 1024 * MIB - 1) / (1024 * MIB)));
    }
    if (executorHeapMb > 0) {
      key(small, "a heap", executorHeapMb, executorHeap, executorHeap, "executor-heap-mb");
      key(
          small,
          "memory beyond the heap",
          executorNativeMb,
          executorNative,
          comfortableNative,
          "executor-native-mb");
    }
    return List.copyOf(small);
  }

  private static void key(
      List<String> small, String what, long given, long least, long set, String key) {
    if (mib(least) > given) {
      small.add(
          "each executor needs %s of %,d MiB at least and has %,d: set kindred.spark.%s=%d"
              .formatted(what, mib(least), given, key, mib(set)));
    }
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}

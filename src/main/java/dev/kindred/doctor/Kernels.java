package dev.kindred.doctor;

import dev.kindred.engine.Engine;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.model.Work;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What computes in a process, and how fast.
 *
 * @param library as the engine describes it
 * @param vectors widest vectors that the processor has: {@code avx512}, {@code avx2}, {@code avx},
 *     {@code sse}, or empty where that is not known
 * @param network that was measured, or empty
 * @param batch images at a time
 * @param imagesPerSecond forward; 0 where nothing was measured
 * @param gflops billions of multiplications and additions a second
 */
public record Kernels(
    String library,
    String vectors,
    String network,
    int batch,
    double imagesPerSecond,
    double gflops)
    implements Serializable {
  /** Small images are taken together, so that what is around the kernels does not count. */
  private static final long WORTH = 2_000_000_000L;

  private static final long MOST_IMAGES = 32;

  /** Measured at least so long, after a first time that builds what the others use. */
  private static final long NANOS = 400_000_000L;

  private static final double SECOND = 1e9;
  private static final double BILLION = 1e9;

  /** Loads the libraries and measures nothing. */
  public static Kernels loaded(Engine engine) {
    engine.check();
    engine.load();
    return new Kernels(engine.describe(), vectorsHere(), "", 0, 0, 0);
  }

  /**
   * Measures the network that will be trained, with random weights, on the way that training takes.
   *
   * @throws dev.kindred.run.KindredException when the engine cannot compute here
   */
  public static Kernels measured(Engine engine, NetworkSpec network) {
    Kernels loaded = loaded(engine);
    Optimizer none = Optimizer.adam(LearningRate.constant(0), 1);
    long work = Work.perImage(network.backbone());
    int n = (int) Math.max(1, Math.min(MOST_IMAGES, WORTH / work));
    int side = network.backbone().size();
    float[] images = new float[n * side * side * 3];
    Arrays.fill(images, 0.5f);
    try (Replica replica = new ReplicaRecipe(network, none, null, 1, engine).create()) {
      replica.embed(images, n);
      long start = System.nanoTime();
      long done = 0;
      long now;
      do {
        replica.embed(images, n);
        done += n;
        now = System.nanoTime();
      } while (now - start < NANOS);
      double rate = done * SECOND / (now - start);
      return new Kernels(
          loaded.library,
          loaded.vectors,
          network.backbone().name(),
          n,
          rate,
          rate * work / BILLION);
    }
  }

  private static String vectorsHere() {
    try {
      return vectors(Files.readString(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * @param cpuinfo as Linux lists processors
   */
  static String vectors(String cpuinfo) {
    Optional<String> flags = cpuinfo.lines().filter(l -> l.startsWith("flags")).findFirst();
    if (flags.isEmpty()) {
      return "";
    }
    String padded = " " + flags.get().replace(':', ' ') + " ";
    if (padded.contains(" avx512f ") && padded.contains(" avx512bw ")) {
      return "avx512";
    }
    if (padded.contains(" avx2 ")) {
      return "avx2";
    }
    return padded.contains(" avx ") ? "avx" : "sse";
  }
}

package dev.kindred.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether the native kernels are really on: without them training is many times slower. */
final class KernelCheck {
  private static final String CHECK = "kernels";

  /** A core with AVX2 does ten times that; Java's and generic code do less. */
  private static final double SLOW_GFLOPS = 1.5;

  /** An executor that holds up all others. */
  private static final double LAGGING = 0.5;

  private static final Set<String> WIDE = Set.of("avx512", "avx2");

  private KernelCheck() {}

  static Finding ofDriver(Kernels kernels) {
    return judge(Finding.DRIVER, kernels);
  }

  /** The slowest speaks for those that are right. */
  static List<Finding> ofExecutors(List<Asked<Kernels>> all) {
    List<Finding> findings = new ArrayList<>();
    List<Asked<Kernels>> right = new ArrayList<>();
    for (Asked<Kernels> asked : all) {
      Finding f = judge(asked.process().toString(), asked.answer());
      if (f.status() == Status.OK) {
        right.add(asked);
      } else {
        findings.add(f);
      }
    }
    if (right.isEmpty()) {
      return findings;
    }
    Comparator<Asked<Kernels>> bySpeed = Comparator.comparingDouble(a -> a.answer().gflops());
    Asked<Kernels> slowest = right.stream().min(bySpeed).orElseThrow();
    Asked<Kernels> fastest = right.stream().max(bySpeed).orElseThrow();
    String where = Merged.where(right.stream().map(Asked::process).toList());
    String slow = right.size() == 1 ? "" : ", the slowest of them";
    if (slowest.answer().gflops() < LAGGING * fastest.answer().gflops()) {
      findings.add(
          Finding.warning(
              CHECK,
              slowest.process().toString(),
              "%s, while %s does %s"
                  .formatted(text(slowest.answer()), fastest.process(), speed(fastest.answer())),
              "every round waits for the slowest executor: look for other work on its machine, or exclude"
                  + " the machine"));
    } else {
      findings.add(Finding.ok(CHECK, where, text(slowest.answer()) + slow));
    }
    return findings;
  }

  private static Finding judge(String where, Kernels k) {
    String library = k.library().toLowerCase(Locale.ROOT);
    boolean narrow =
        library.contains("onednn") && WIDE.contains(k.vectors()) && !library.contains("avx");
    if (narrow) {
      return Finding.warning(
          CHECK,
          where,
          text(k) + ", while the processor has " + k.vectors(),
          "something keeps oneDNN from it: unset ONEDNN_MAX_CPU_ISA and DNNL_MAX_CPU_ISA (spark.executorEnv)");
    }
    if (k.gflops() > 0 && k.gflops() < SLOW_GFLOPS) {
      return Finding.warning(
          CHECK,
          where,
          text(k) + ", which is what machines do without native kernels",
          "look for other work on the machine (top), a container's limit on its processors, and"
              + " OMP_NUM_THREADS above the number of its cores");
    }
    return Finding.ok(CHECK, where, text(k));
  }

  private static String text(Kernels k) {
    return k.gflops() > 0 ? k.library() + ": " + speed(k) : k.library() + ", loaded";
  }

  private static String speed(Kernels k) {
    return String.format(
        Locale.ROOT,
        "%.1f GFLOP/s, %.1f images/s of %s forward, %d at a time",
        k.gflops(),
        k.imagesPerSecond(),
        k.network(),
        k.batch());
  }
}

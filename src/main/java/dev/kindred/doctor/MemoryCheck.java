package dev.kindred.doctor;

import dev.kindred.train.MemoryNeed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether model and batch fit the memory that is set, and that the memory that there is. */
final class MemoryCheck {
  private static final String CHECK = "memory";
  private static final long MIB = 1 << 20;

  private MemoryCheck() {}

  /**
   * What is set.
   *
   * @param heap of the driver, in bytes
   * @param heapMb of each executor, or 0 where tasks run in the driver
   * @param nativeMb of each executor beyond the heap
   * @param gpus whether batches lie in the memory of GPUs
   */
  record Limits(long heap, long heapMb, long nativeMb, boolean gpus) {
    private long nativeOrGpu() {
      return gpus ? Integer.MAX_VALUE : nativeMb;
    }
  }

  static List<Finding> ofNeed(MemoryNeed need, Limits limits) {
    List<String> small = need.shortages(limits.heap(), limits.heapMb(), limits.nativeOrGpu());
    if (small.isEmpty()) {
      return List.of(
          Finding.ok(
              CHECK,
              Finding.DRIVER,
              "model and batch fit: driver heap %,d MiB of %,d, executors' heap %,d of %s, beyond it %,d (better %,d) of %,d"
                  .formatted(
                      need.driverHeap() / MIB,
                      limits.heap() / MIB,
                      need.executorHeap() / MIB,
                      limits.heapMb() > 0 ? "" + limits.heapMb() : "the driver's",
                      need.executorNative() / MIB,
                      need.comfortableNative() / MIB,
                      limits.nativeMb())));
    }
    List<Finding> findings = new ArrayList<>();
    for (String line : small) {
      int at = line.lastIndexOf(": ");
      findings.add(
          Finding.failed(CHECK, Finding.DRIVER, line.substring(0, at), line.substring(at + 2)));
    }
    return findings;
  }

  /**
   * @param eachMb what an executor may take, all told
   */
  static List<Finding> ofExecutors(List<Asked<Machine>> machines, long eachMb) {
    Map<String, Integer> onHost = new HashMap<>();
    machines.forEach(m -> onHost.merge(m.process().host(), 1, Integer::sum));
    return Merged.of(
        machines,
        asked -> {
          long physical = asked.answer().physical() / MIB;
          int together = onHost.get(asked.process().host());
          String found =
              "%,d MiB each, %d on this machine, which has %,d MiB"
                  .formatted(eachMb, together, physical);
          String remedy =
              "lower kindred.spark.executor-heap-mb and executor-native-mb, or the number of executors";
          if (eachMb > physical) {
            return Finding.failed(CHECK, "", found + ": one alone would be killed", remedy);
          }
          return eachMb * together > physical
              ? Finding.warning(CHECK, "", found + ": together they may be killed", remedy)
              : Finding.ok(CHECK, "", found);
        });
  }
}

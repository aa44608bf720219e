package dev.kindred.engine.dl4j;

import dev.kindred.engine.Gpu;
import java.util.List;
import java.util.Optional;

/** Which GPUs ND4J's CUDA 11.6 has machine code for. */
final class CudaReach {
  private static final double FIRST = 3.7;
  private static final double LAST = 8.9;

  private CudaReach() {}

  /** A line about those that it cannot use, if there are any. */
  static Optional<String> warning(List<Gpu> gpus) {
    List<String> beyond =
        gpus.stream()
            .filter(g -> g.capability() < FIRST || g.capability() > LAST)
            .map(g -> g + " of compute capability " + g.capability())
            .toList();
    return beyond.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "ND4J's CUDA 11.6 cannot use %s: it has code for %s to %s; build with -Pgpu, and kindred.engine.name = torch uses it"
                .formatted(String.join(", ", beyond), FIRST, LAST));
  }
}

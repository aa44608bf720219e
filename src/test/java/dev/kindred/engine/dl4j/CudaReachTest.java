package dev.kindred.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.Gpu;
import org.junit.jupiter.api.Test;

class CudaReachTest {
  @Test
  void onlyWhatIsBeyondIsNamed() {
    String listing =
        """
        0, GPU-a, 8.9, 580.1, NVIDIA L40S
        1, GPU-b, 9.0, 580.1, NVIDIA H200
        2, GPU-c, 3.5, 470.1, Tesla K40
        """;
    assertThat(CudaReach.warning(Gpu.all(listing)).orElseThrow())
        .contains("GPU 1 (NVIDIA H200) of compute capability 9.0, GPU 2 (Tesla K40)", "-Pgpu")
        .doesNotContain("L40S", "\n");
    assertThat(CudaReach.warning(Gpu.all("0, GPU-v, 7.0, 470.1, Tesla V100"))).isEmpty();
  }
}

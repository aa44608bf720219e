package dev.kindred.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import org.junit.jupiter.api.Test;

class BackendTest {
  @Test
  void aBuildForGpusDoesNotComputeOnTheCpu() {
    assertThatThrownBy(() -> Backend.check(false))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.FAILED))
        .hasMessageStartingWith(
            "this build computes on GPUs (profile cuda), but no usable one is visible here");
    assertThatCode(() -> Backend.check(true)).doesNotThrowAnyException();
  }

  @Test
  void aProcessorWithoutBf16IsNamed() {
    assertThatThrownBy(() -> Backend.checkBf16(false))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.FAILED))
        .hasMessageMatching(
            "kindred.engine.precision = bf16 needs a processor .* and this one has none: oneDNN"
                + " [0-9.]+ .*; use kindred.engine.name = torch, .* or fp32, or other machines");
    assertThatCode(() -> Backend.checkBf16(true)).doesNotThrowAnyException();
  }
}

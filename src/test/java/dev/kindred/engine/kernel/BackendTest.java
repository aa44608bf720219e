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
}

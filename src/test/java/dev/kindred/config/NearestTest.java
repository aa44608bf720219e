package dev.kindred.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void distanceCountsEdits() {
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("same", "same")).isZero();
  }

  @Test
  void picksTheNearestAndTheFirstOfEquals() {
    assertThat(Nearest.of("sede", List.of("seed", "epochs"))).contains("seed");
    assertThat(Nearest.of("ab", List.of("ac", "aa"))).contains("aa");
  }

  @Test
  void aKeyIsFoundByItsLastPart() {
    assertThat(Nearest.of("k.sed", List.of("k.run", "k.train.seed"))).contains("k.train.seed");
    assertThat(Nearest.of("k.train.sampler.seed", List.of("k.train.seed")))
        .contains("k.train.seed");
  }

  @Test
  void staysSilentWhenNothingIsNear() {
    assertThat(Nearest.of("zzzz", List.of("seed"))).isEmpty();
    assertThat(Nearest.of("zzzz", List.of())).isEmpty();
  }
}

package dev.kindred.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class ResolvedTest {
  private static Resolved of(String text) {
    return new Resolved(ConfigFactory.parseString(text));
  }

  @Test
  void theHashDoesNotDependOnHowAValueIsWritten() {
    String hash = of("kindred { a = 1e-4, b = [1, 2], c = warn }").hash();
    assertThat(hash).hasSize(64);
    assertThat(of("kindred.c = \"warn\"\nkindred { b = [1.0, 2], a = \"0.0001\" }").hash())
        .isEqualTo(hash);
    assertThat(of("kindred { a = 2e-4, b = [1, 2], c = warn }").hash()).isNotEqualTo(hash);
  }

  @Test
  void theHashIsTheSameFromReleaseToRelease() {
    // printf 'kindred.a=1\nkindred.b=[1, 2]\n' | sha256sum
    assertThat(of("kindred { a = 1, b = [1, 2] }").hash())
        .isEqualTo("4e0f2b952878636640fc85abae43f46d83eb308467254a11816010335f364520");
  }

  @Test
  void whereAndHowFastDoesNotChangeTheHash() {
    String hash = of("kindred.train.seed = 1").hash();
    assertThat(
            of("kindred { train.seed = 1, run.path = x, run.id = y, spark.executors = 4,"
                    + " store.path = z, train.checkpoint.keep = 9, evaluate { partitions = 3,"
                    + " broadcast-share = 0.5 } }")
                .hash())
        .isEqualTo(hash);
  }

  @Test
  void rendersWhatItReads() {
    Resolved resolved =
        of("kindred { run.id = \"007\", a { b = [1, 2], c = \"x: y\" } }\nother = 1");
    assertThat(resolved.render())
        .isEqualTo("kindred.a.b = [1,2]\nkindred.a.c = \"x: y\"\nkindred.run.id = \"007\"\n");
    assertThat(Resolved.parse(resolved.render()).render()).isEqualTo(resolved.render());
    assertThatThrownBy(() -> Resolved.parse("a = ["))
        .hasMessageStartingWith("the run's configuration cannot be read");
  }

  @Test
  void theBestStateIsToldAsWrittenOrAsShipped() {
    assertThat(of("kindred.train.validation-metric = r-precision").validationMetric())
        .isEqualTo(TrainSettings.ValidationMetric.R_PRECISION);
    assertThat(of("kindred.train.seed = 1").validationMetric())
        .isEqualTo(TrainSettings.ValidationMetric.RECALL_AT_1);
  }

  @Test
  void differenceNamesKeysWithBothValues() {
    assertThat(
            of("kindred { a = 1, b = 2, run.id = x }")
                .difference(of("kindred { a = 1.0, b = 3, c = q }")))
        .containsExactly("kindred.b: 2 -> 3", "kindred.c: (absent) -> q");
  }
}

package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final HandClock clock = new HandClock();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Progress.Display display(boolean terminal) {
    return new Progress.Display(
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        terminal,
        Duration.ofSeconds(10),
        clock);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutATerminalALineEverySoManySeconds() {
    try (Progress progress = display(false).start("train", "images", 0, 3200)) {
      for (int i = 1; i <= 10; i++) {
        clock.forward(Duration.ofSeconds(4));
        progress.update(i * 64L, "loss 0.5");
      }
    }
    assertThat(shown().lines())
        .containsExactly(
            "train  192/3,200 images  6 %  16.0 images/s  3:08 left  loss 0.5",
            "train  384/3,200 images  12 %  16.0 images/s  2:56 left  loss 0.5",
            "train  576/3,200 images  18 %  16.0 images/s  2:44 left  loss 0.5",
            "train  640/3,200 images  20 %  16.0 images/s  2:40 left  loss 0.5");
    assertThat(shown()).doesNotContain("\r");
  }

  @Test
  void onATerminalTheLineIsRedrawnAndOldLettersVanish() {
    try (Progress progress = display(true).start("embed", "images", 0, 100)) {
      clock.forward(Duration.ofSeconds(1));
      progress.update(50, "a long note");
      clock.forward(Duration.ofMillis(10));
      progress.update(51, "not shown so soon");
      clock.forward(Duration.ofSeconds(1));
      progress.update(100, "");
    }
    assertThat(shown())
        .startsWith("\rembed  50/100 images  50 %  50.0 images/s  0:01 left  a long note\r")
        .contains("\rembed  100/100 images  100 %  49.8 images/s  in 0:02   ")
        .doesNotContain("not shown")
        .endsWith(System.lineSeparator());
  }

  @Test
  void aResumedPieceOfWorkCountsOnlyItsOwnRate() {
    try (Progress progress = display(false).start("train", "images", 1000, 1200)) {
      clock.forward(Duration.ofSeconds(10));
      progress.update(1100, "");
    }
    assertThat(shown()).startsWith("train  1,100/1,200 images  91 %  10.0 images/s  0:10 left");
  }

  @Test
  void withoutATotalThereIsNoEndToNameAndNoDivisionByZero() {
    Progress progress = display(false).start("prepare", "images", 0, 0);
    progress.close();
    assertThat(shown().strip()).isEqualTo("prepare  0 images");
  }

  @Test
  void timesAreReadable() {
    assertThat(Progress.clockTime(9)).isEqualTo("0:09");
    assertThat(Progress.clockTime(750)).isEqualTo("12:30");
    assertThat(Progress.clockTime(11_100)).isEqualTo("3:05:00");
  }
}

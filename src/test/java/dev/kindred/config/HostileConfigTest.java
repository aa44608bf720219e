package dev.kindred.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kindred.dataset.Datasets;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.train.Losses;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration files that would be read for ever, or without end. */
class HostileConfigTest {
  @TempDir Path dir;

  private String refused(Path file) {
    ConfigReader reader =
        new ConfigReader(new Known(BackboneRegistry.names(), Datasets.formats(), Losses::check));
    return Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          Throwable thrown = catchThrowable(() -> reader.read(Optional.of(file), List.of()));
          assertThat(thrown)
              .isInstanceOfSatisfying(
                  KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE));
          assertThat(thrown.getMessage()).hasSizeLessThan(600);
          return thrown.getMessage();
        });
  }

  private String refused(String text) throws IOException {
    return refused(Files.writeString(dir.resolve("a.conf"), text));
  }

  @Test
  void anyDepthOfNestingIsRefused() throws IOException {
    assertThat(refused("a" + "{a".repeat(200_000))).contains("nested far deeper");
    assertThat(refused("a = " + "[".repeat(400_000))).contains("nested far deeper");
  }

  @Test
  void filesThatIncludeEachOtherEnd() throws IOException {
    Files.writeString(dir.resolve("b.conf"), "include \"a.conf\"\ninclude \"a.conf\"\n");
    assertThat(refused("include \"b.conf\"\ninclude file(\"" + dir.resolve("b.conf") + "\")\n"))
        .contains("include");
  }

  @Test
  void devicesAndPipesAreNotIncluded() throws IOException, InterruptedException {
    Path pipe = dir.resolve("pipe.conf");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(refused("include file(\"/dev/zero\")")).contains("/dev/zero is not a plain file");
    assertThat(refused("include \"/dev/zero\"")).contains("/dev/zero is not a plain file");
    assertThat(refused("include \"pipe.conf\"")).contains("pipe.conf is not a plain file");
    assertThat(refused("include \"pipe\"")).contains("pipe.conf is not a plain file");
    assertThat(refused("include url(\"http://127.0.0.1:1/x\")")).contains("which is not a file");
    assertThat(refused(pipe)).contains("pipe.conf");
  }

  @Test
  void aFileThatIsFarTooLargeIsNotRead() throws IOException {
    Path file = dir.resolve("large.conf");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(3L << 30);
    }
    assertThat(refused(file)).contains("has 3,221,225,472 bytes");
    assertThat(refused("include \"large\"")).contains("has 3,221,225,472 bytes");
  }

  @Test
  void plainIncludesWork() throws IOException {
    Files.writeString(dir.resolve("b.conf"), "kindred.train.seed = -3\n");
    assertThat(refused("include \"b\"\n")).contains("kindred.train.seed");
    assertThat(refused("include \"missing\"\nkindred.train.seed = -4\n")).contains("= -4");
  }
}

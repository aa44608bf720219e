package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.fuzz.FuzzBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any damage to an image ends in a picture or one line: no crash, no hang, no growth. Longer:
 * {@code -Dkindred.fuzz.seconds=600}, other inputs: {@code -Dkindred.fuzz.seed=N}.
 */
class ImageFuzzTest {
  private static final int FEWEST = 200;

  @Test
  void eachInputEndsInAPictureOrOneLine(@TempDir Path dir) throws Exception {
    Path seed = dir.resolve("seed");
    Path out = dir.resolve("out");
    Process child =
        new ProcessBuilder(command(seed))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    long seconds = FuzzBudget.seconds(Duration.ofSeconds(20)).toSeconds() + 120;
    boolean ended = child.waitFor(seconds, TimeUnit.SECONDS);
    child.destroyForcibly();
    String text = Files.readString(out, StandardCharsets.ISO_8859_1);
    String last = text.lines().filter(l -> l.startsWith("images: ")).findFirst().orElse("");
    assertThat(ended && !last.isEmpty()).as("%s%n%s", lastSeed(seed), tail(text)).isTrue();
    System.out.println(last);
    assertThat(Long.parseLong(last.split(" ", 3)[1])).isGreaterThan(FEWEST);
  }

  private static List<String> command(Path seed) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx384m");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Djava.awt.headless=true");
    for (String key :
        List.of("org.bytedeco.javacpp.cachedir", FuzzBudget.SECONDS, FuzzBudget.SEED)) {
      String value = System.getProperty(key);
      if (value != null) {
        command.add("-D" + key + "=" + value);
      }
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ImageFuzz.class.getName());
    command.add(seed.toString());
    return command;
  }

  private static String lastSeed(Path seed) throws IOException {
    return Files.exists(seed)
        ? "last seed " + ByteBuffer.wrap(Files.readAllBytes(seed)).getLong()
        : "did not start";
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 2000));
  }
}

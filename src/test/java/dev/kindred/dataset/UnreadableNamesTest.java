package dev.kindred.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that was started in another locale, as cron and containers do. */
class UnreadableNamesTest {
  @TempDir Path root;

  /** Prints the images, or what is wrong. */
  public static void main(String[] args) {
    try {
      Reading reading =
          Datasets.read(new Configuration(), args[0], "auto", new ReadOptions(false, 0.5));
      System.out.println("images " + reading.data().files(paths(reading)).size());
    } catch (RuntimeException e) {
      System.out.println(e.getMessage());
    }
  }

  private static List<String> paths(Reading reading) {
    return reading.manifest().images().stream().map(ImageRef::path).toList();
  }

  private String child(String locale) throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx200m",
            // It is over before compiling for speed pays.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            UnreadableNamesTest.class.getName(),
            root.toString());
    java.environment().remove("JAVA_TOOL_OPTIONS");
    java.environment().put("LC_ALL", locale);
    java.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new String(java.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private void shell(String script) throws IOException {
    try {
      int code = new ProcessBuilder("sh", "-c", "cd '" + root + "' && " + script).start().waitFor();
      assertThat(code).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void areAnErrorThatNamesTheFolderAndTheRemedy() throws IOException {
    shell("mkdir a b 'caf\u00e9' && touch a/1.jpg a/2.jpg 'caf\u00e9/1.jpg' b/1.jpg b/2.jpg");
    assertThat(child("POSIX"))
        .startsWith("folder " + root + " has a name that this JVM cannot read")
        .contains("LC_ALL=C.UTF-8");
    assertThat(child("C.UTF-8")).isEqualTo("images 5\n");
    Files.writeString(root.resolve("list.csv"), "path,class\na/1.jpg,a\ncaf\u00e9/1.jpg,a\n");
    shell("mv 'caf\u00e9' ..; true");
    assertThat(child("POSIX")).contains("this JVM cannot name the file").contains("LC_ALL=C.UTF-8");
  }

  @Test
  void alsoWhereBytesAreNoUtf8() throws IOException {
    shell("mkdir a b && touch a/1.jpg a/2.jpg b/1.jpg \"b/$(printf 'gr\\374n').jpg\"");
    assertThat(child("C.UTF-8"))
        .startsWith("folder " + root + "/b has a name that this JVM cannot read")
        .contains("convmv");
  }
}

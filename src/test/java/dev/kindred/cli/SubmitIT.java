package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real script as a process of its own. */
class SubmitIT {
  @TempDir Path temp;

  /** What a process left. */
  private record Ended(int code, String out, String err) {}

  private Ended run(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Path.of("submit/kindred").toAbsolutePath().toString()));
    command.addAll(List.of(args));
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // Java says in a line of its own that it takes options from there.
    List<String> unset =
        List.of("SPARK_HOME", "SPARK_SCALA_VERSION", "SPARK_LOCAL_IP", "JAVA_TOOL_OPTIONS");
    builder.environment().keySet().removeAll(unset);
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void helpEndsWell() throws Exception {
    Ended ended = run(Map.of(), "--help");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("prepare").contains("status.json");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void aWrongKeyEndsWithUsageAndOneLine() throws Exception {
    Ended ended = run(Map.of(), "train", "--set", "data.path=x", "--set", "train.sede=1");
    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.err())
        .isEqualTo(
            "kindred: command line: kindred.train.sede is not a key; did you mean"
                + " kindred.train.seed?\n");
    assertThat(ended.out()).isEmpty();
    assertThat(temp.resolve("runs")).doesNotExist();
  }

  @Test
  void everyShippedConfigurationIsAccepted() throws Exception {
    String nothing = temp.resolve("nothing-here").toString();
    Map<String, String> fast =
        Map.of("JAVA_TOOL_OPTIONS", System.getenv().getOrDefault("JAVA_TOOL_OPTIONS", ""));
    try (var files = Files.list(Path.of("conf"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Ended ended =
            run(
                fast,
                "check",
                "--config",
                file.toAbsolutePath().toString(),
                "--set",
                "data.path=" + nothing);
        assertThat(ended.code()).as("%s: %s", file, ended.err()).isEqualTo(65);
        assertThat(ended.err()).contains("data folder " + nothing + " does not exist");
      }
    }
  }

  @Test
  void aMissingJavaIsNamed() throws Exception {
    Ended ended = run(Map.of("JAVA_HOME", "/nowhere"), "--help");
    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.err()).startsWith("kindred: no java found; install a JDK 17");
  }

  @Test
  void aWrongSparkHomeIsNamed() throws Exception {
    Ended ended = run(Map.of("SPARK_HOME", "/nowhere"), "--help");
    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.err())
        .startsWith("kindred: SPARK_HOME is /nowhere, which has no bin/spark-submit");
  }

  @Test
  void aJavaThatDoesNotStartIsNamed() throws Exception {
    Ended ended = run(Map.of("JDK_JAVA_OPTIONS", "-XX:NoSuchOption"), "--help");
    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.err())
        .startsWith("kindred: ")
        .contains("java does not start: ")
        .contains("NoSuchOption");
  }

  /** As on NFS, where a file that somebody has open goes to another name in the same folder. */
  @Test
  void whatCannotBeRemovedDoesNotChangeHowItEnds() throws Exception {
    Path bin = Files.createDirectories(temp.resolve("bin"));
    Path rm = Files.writeString(bin.resolve("rm"), "#!/bin/sh\nexit 1\n");
    assertThat(rm.toFile().setExecutable(true)).isTrue();
    Path old = Files.createDirectories(temp.resolve("tmp/kindred-run-12345678"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    Map<String, String> stubborn =
        Map.of("PATH", bin + ":" + System.getenv("PATH"), "TMPDIR", temp.resolve("tmp").toString());
    assertThat(run(stubborn, "--help").code()).isZero();
    Ended ended = run(stubborn, "train", "--set", "data.path=x", "--set", "train.sede=1");
    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.err()).contains("is not a key");
  }

  /** Which heap the driver is started with: a Java that shows what it was told. */
  private String heap(Map<String, String> environment, String... options) throws Exception {
    Path bin = Files.createDirectories(temp.resolve("jdk/bin"));
    String real = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path java =
        Files.writeString(
            bin.resolve("java"),
            """
            #!/bin/sh
            [ "$1" != -version ] || exec %s -version
            for word in "$@"; do
              case $word in @*/java) grep Xmx "${word#@}" ;; esac
            done
            """
                .formatted(real));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_HOME", temp.resolve("jdk").toString());
    List<String> args = new ArrayList<>(List.of(options));
    args.addAll(List.of("train", "--set", "data.path=x"));
    return run(all, args.toArray(String[]::new)).out().strip();
  }

  @Test
  void theDriversHeapIsWhatWasAskedForAnyWay() throws Exception {
    Path file = Files.writeString(temp.resolve("p"), "spark.driver.memory   6g\n");
    assertThat(heap(Map.of())).isEqualTo("\"-Xmx2g\"");
    assertThat(heap(Map.of(), "--conf", "spark.driver.memory=3g")).isEqualTo("\"-Xmx3g\"");
    assertThat(heap(Map.of(), "--driver-memory", "4096")).isEqualTo("\"-Xmx4096m\"");
    assertThat(heap(Map.of(), "--properties-file", file.toString())).isEqualTo("\"-Xmx6g\"");
    assertThat(heap(Map.of("KINDRED_DRIVER_MEMORY", "5gb"), "--conf", "spark.driver.memory=3g"))
        .isEqualTo("\"-Xmx5g\"");
  }

  /** Where the script does not look: it has the driver listen to this machine alone. */
  @Test
  void aMasterOfAFileIsRefusedWithTheRemedy() throws Exception {
    Path images = Path.of("samples/emoji").toAbsolutePath();
    Ended ended =
        run(
            Map.of(),
            "prepare",
            "--set",
            "data.path=" + images,
            "--set",
            "run.path=" + temp.resolve("run"),
            "--set",
            "spark.master=\"spark://localhost:1\"");
    assertThat(ended.code()).as(ended.err()).isEqualTo(64);
    assertThat(ended.err())
        .contains("the driver listens to this machine alone; give it as --master spark://");
  }
}

package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kindred.dataset.Miniatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, on executor processes. */
class DoctorIT {
  @TempDir Path temp;
  private Path data;

  @BeforeEach
  void images() throws IOException {
    data = temp.resolve("data");
    Miniatures.write("folders", data, 12, 3);
  }

  private SmallRuns.Ended doctor(String run, String... settings) {
    List<String> args = SmallRuns.args("doctor", data.toString(), run, 1);
    for (String setting : settings) {
      args.add("--conf");
      args.add(setting);
    }
    return SmallRuns.execute(new Wiring(), args);
  }

  @Test
  void whatIsRightAndWhatIsSlower() throws IOException {
    SmallRuns.Ended ended =
        doctor(
            temp.resolve("run").toString(),
            "spark.executorEnv.ONEDNN_MAX_CPU_ISA=SSE41",
            "spark.executorEnv.DNNL_MAX_CPU_ISA=SSE41");
    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out())
        .containsPattern("java +executors 0, 1 +ok ")
        .containsPattern("clock +executors 0, 1 +ok ")
        .containsPattern("data +driver +ok +folders: train 36 images of 12 classes")
        .containsPattern("memory +driver +ok +model and batch fit")
        .containsPattern("paths +executors 0, 1 +ok +kindred.data.path")
        .containsPattern("paths +executors 0, 1 +ok +kindred.run.path.* is shared")
        .containsPattern("transfer +executors? .*[0-9]+ MiB/s from all peers")
        .contains(": 0 failed, ");
    if (Files.readString(Path.of("/proc/cpuinfo")).contains(" avx2 ")) {
      assertThat(ended.out())
          .containsPattern("kernels +executor [01] on \\S+ +warning +oneDNN .*sse41")
          .contains("-> something keeps oneDNN from it");
    }
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files).containsExactly(data);
    }
  }

  @Test
  void whatExecutorsDoNotShareIsAFailureWithARemedy() throws Exception {
    Process probe =
        new ProcessBuilder("unshare", "-r", "-m", "mount", "-t", "tmpfs", "none", temp.toString())
            .start();
    assumeThat(probe.waitFor()).isZero();
    Path hidden = Files.createDirectories(temp.resolve("runs"));
    Path java = temp.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        java,
        "#!/bin/sh%nexec unshare -r -m sh -c 'mount -t tmpfs none \"$0\" && exec \"$@\"' '%s' '%s' \"$@\"%n"
            .formatted(hidden, Path.of(System.getProperty("java.home"), "bin", "java")));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    SmallRuns.Ended ended =
        doctor(
            hidden.resolve("a").toString(), "spark.executorEnv.JAVA_HOME=" + temp.resolve("jdk"));
    assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(70);
    assertThat(ended.out())
        .containsPattern("paths +driver +ok +kindred.run.path")
        .containsPattern(
            "paths +executors 0, 1 +FAILED +kindred.run.path = .* cannot be written: .* is not there")
        .contains("-> name a path on a file system that all executors share and may write")
        .containsPattern("paths +executors 0, 1 +ok +kindred.data.path");
  }
}

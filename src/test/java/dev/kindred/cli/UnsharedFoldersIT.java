package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kindred.dataset.Miniatures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors with a disk of their own, as in containers: one line before anything is packed. */
@Tag("real")
class UnsharedFoldersIT {
  @TempDir Path temp;

  private SmallRuns.Ended prepare(Path hidden) throws Exception {
    Path data = temp.resolve("data");
    if (!Files.exists(data)) {
      Miniatures.write("folders", data, 4, 3);
    }
    Path java = temp.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.createDirectories(hidden);
    Files.writeString(
        java,
        "#!/bin/sh%nexec unshare -r -m sh -c 'mount -t tmpfs none \"$0\" && exec \"$@\"' '%s' '%s' \"$@\"%n"
            .formatted(hidden, Path.of(System.getProperty("java.home"), "bin", "java")));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> args =
        new ArrayList<>(
            SmallRuns.args("prepare", data.toString(), temp.resolve("run").toString(), 1));
    args.add("--conf");
    args.add("spark.executorEnv.JAVA_HOME=" + temp.resolve("jdk"));
    return SmallRuns.execute(new Wiring(), args);
  }

  @Test
  void whatExecutorsDoNotSeeIsOneLine() throws Exception {
    Process probe =
        new ProcessBuilder("unshare", "-r", "-m", "mount", "-t", "tmpfs", "none", temp.toString())
            .start();
    assumeThat(probe.waitFor()).isZero();
    SmallRuns.Ended store = prepare(temp.resolve("run"));
    assertThat(store.code()).as(store.err()).isEqualTo(65);
    assertThat(store.err())
        .containsPattern("kindred: executor \\d on \\S+ does not see the store at ")
        .contains("have to be on a file system that all executors see");
    SmallRuns.Ended data = prepare(temp.resolve("data"));
    assertThat(data.code()).as(data.err()).isEqualTo(65);
    assertThat(data.err())
        .containsPattern("kindred: executor \\d on \\S+ (does not see|finds another) the data at ");
    assertThat(temp.resolve("run/store/manifest.json")).doesNotExist();
  }
}

package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.Miniatures;
import dev.kindred.run.Exit;
import dev.kindred.run.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A miniature of each original layout through {@code prepare}, {@code train} and {@code evaluate}:
 * the real commands and real executor processes, which the layouts share.
 */
@Tag("real")
class EveryLayoutIT {
  private static final Set<String> PUBLISHED =
      Set.of("cub200-2011", "cub200-2010", "cars196", "cars196-devkit", "sop", "inshop");
  private static final SharedSpark JOBS = new SharedSpark();

  @TempDir Path temp;

  @AfterAll
  static void stop() {
    JOBS.close();
  }

  static Stream<String> layouts() {
    return Miniatures.LAYOUTS.stream();
  }

  private SmallRuns.Ended command(String name, String... more) {
    String data = temp.resolve("data").toString();
    String run = temp.resolve("run").toString();
    return SmallRuns.execute(JOBS, SmallRuns.args(name, data, run, 1, more));
  }

  private String success(String name) {
    SmallRuns.Ended ended = command(name);
    assertThat(ended.err()).as("%s: %s", name, ended.out()).doesNotContain("kindred: ");
    assertThat(ended.code()).isZero();
    return ended.out();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void preparesTrainsAndEvaluates(String layout) throws IOException {
    Miniatures.write(layout, temp.resolve("data"), 4, 4);
    String prepared = success("prepare");
    if (PUBLISHED.contains(layout)) {
      assertThat(prepared)
          .contains("warning: ")
          .contains("differs from the published data set: ")
          .contains("4 train classes instead of ");
    } else {
      assertThat(prepared).doesNotContain("warning: ");
    }
    assertThat(prepared).contains("store: 32 images, 0 left out, in ");
    assertThat(success("train")).contains("trained on 24 images in 1 rounds");
    assertThat(success("evaluate")).contains("R@1", "R@8", "images of classes never trained on");
    Path run = temp.resolve("run");
    assertThat(run.resolve(RunFiles.REPORT)).isRegularFile();
    assertThat(run.resolve(RunFiles.MODEL)).isDirectory();
    assertThat(Files.readString(run.resolve(RunFiles.STORE).resolve("manifest.json")))
        .contains("\"name\" : \"" + layout + "\"");
    String metrics = Files.readString(run.resolve(RunFiles.METRICS));
    assertThat(metrics).contains("prepare.images").contains("recall");
    assertThat(Files.readString(run.resolve(RunFiles.STATUS))).contains("\"done\"");
  }

  @Test
  void aMismatchIsAnErrorOnRequest() {
    Miniatures.write("sop", temp.resolve("data"), 4, 4);
    SmallRuns.Ended ended = command("prepare", "data.counts-mismatch=error");
    assertThat(ended.code()).isEqualTo(Exit.BAD_DATA.code());
    assertThat(ended.err())
        .contains(
            "kindred: Stanford Online Products differs from the published data set: "
                + "16 train images instead of 59,551, 4 train classes instead of 11,318");
    assertThat(temp.resolve("run/store")).doesNotExist();
  }
}

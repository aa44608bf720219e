package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command where tasks are threads of this process. */
class DoctorTest {
  @TempDir Path temp;

  private SmallRuns.Ended doctor(String... options) {
    List<String> args = new ArrayList<>(List.of("doctor", "--master", "local[1]"));
    args.addAll(List.of(options));
    return SmallRuns.execute(new Wiring(), args);
  }

  @Test
  void wrongOptionsAndKeysEndAtOnce() {
    assertThat(doctor("--set", "train.sed=1").code()).isEqualTo(64);
    assertThat(doctor("--patience", "0").code()).isEqualTo(64);
    assertThat(doctor("--patience", "soon").code()).isEqualTo(64);
  }

  @Test
  void eachFailureIsALineWithARemedyAndTheRestIsAskedAllTheSame() {
    SmallRuns.Ended ended =
        doctor(
            "--set",
            "data.path=" + temp.resolve("gone"),
            "--set",
            "backbone.weights=" + temp.resolve("no.pth"),
            "--set",
            "backbone.name=efficientnet-lite0",
            "--set",
            "backbone.size=64",
            "--set",
            "view.test.load=64",
            "--set",
            "run.path=/proc/runs/a",
            "--conf",
            "spark.eventLog.enabled=true",
            "--conf",
            "spark.eventLog.dir=" + temp.resolve("events"));
    assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(70);
    assertThat(ended.out())
        .containsPattern("paths +driver +FAILED +kindred.data.path = .*gone cannot be read")
        .contains("-> correct the path, or let this user read it")
        .containsPattern(
            "paths +driver +FAILED +kindred.backbone.weights = .*no.pth cannot be read")
        .containsPattern("paths +driver +FAILED +kindred.run.path = /proc/runs/a cannot be written")
        .containsPattern("paths +driver +FAILED +spark.eventLog.dir = .*events is not there")
        .containsPattern("executors +driver +FAILED .*events")
        .containsPattern("\\d+ checks in [0-9.]+ s: 5 failed");
  }

  @Test
  void tooLittleMemoryForModelAndBatchHasItsFigure() {
    SmallRuns.Ended ended =
        doctor(
            "--set",
            "data.format=sop",
            "--set",
            "run.path=" + temp.resolve("run"),
            "--set",
            "backbone.name=efficientnet-lite0",
            "--set",
            "backbone.size=64",
            "--set",
            "view.test.load=64",
            "--set",
            "loss.name=proxy-anchor",
            "--set",
            "backbone.dim=4096");
    assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(70);
    assertThat(ended.out())
        .containsPattern("memory +driver +FAILED +the driver needs a heap of about [0-9,]+ MiB")
        .containsPattern("-> set KINDRED_DRIVER_MEMORY=\\d+g");
  }
}

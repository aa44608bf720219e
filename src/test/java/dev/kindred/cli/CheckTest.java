package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.Miniatures;
import dev.kindred.run.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  @TempDir Path temp;

  private SmallRuns.Ended check(List<String> options, String... keys) {
    List<String> args = new ArrayList<>(List.of("check"));
    args.addAll(options);
    for (String key : keys) {
      args.add("--set");
      args.add(key);
    }
    return SmallRuns.execute(new Wiring(), args);
  }

  @Test
  void aBenchmarkSetIsKnownWithoutItsImages() {
    SmallRuns.Ended ended =
        check(
            List.of(),
            "data.format=sop",
            "train.epochs=2",
            "sampling.validation-share=0.1",
            "train.evaluate-every-rounds=5",
            "spark.executors=2",
            "spark.executor-native-mb=20000");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("Stanford Online Products as published", "train 59,551 images of 11,318 classes")
        .contains("10,186 trained on (53,595 images), 1,132 held out")
        .contains("80 images (16 classes x 5 images) in each executor, 2 executors, averaged")
        // 2 * 53,595 / 160 = 669 steps, 67 rounds of 10.
        .contains("67 of 10 steps, 669 steps of 669, 107,040 images: 2.0 passes")
        .contains("--measure");
  }

  @Test
  void withoutDataTheRestIsCheckedAllTheSame() {
    SmallRuns.Ended ended = check(List.of());
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("none given", "not known without data");
    assertThat(check(List.of(), "loss.nca.scale=-1").code()).isEqualTo(Exit.USAGE.code());
  }

  @Test
  void dataAndWeightsAreReadAndNothingIsWritten() throws IOException {
    Path data = temp.resolve("data");
    Miniatures.write("cub200-2011", data, 4, 4);
    String[] keys = {
      "data.path=" + data,
      "run.path=" + temp.resolve("run"),
      "sampling.classes-per-batch=4",
      "sampling.images-per-class=2",
      "backbone.name=efficientnet-lite0",
      "backbone.size=32",
      "view.test.load=36",
      "study.seeds=3"
    };
    List<Path> runs = inRuns();
    SmallRuns.Ended ended = check(List.of("--measure"), keys);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("cub200-2011: train 16 images of 4 classes; test 16 images of 4 classes")
        .contains("warning", "differs from the published data set")
        .contains("none: the network starts from random numbers")
        .contains("3 trainings (1 points, 3 seeds, 0 folds)")
        .containsPattern("minutes +[0-9.]+ for the steps alone: [0-9.]+ s a step, here");
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files).containsExactly(data);
    }
    assertThat(inRuns()).isEqualTo(runs);
  }

  /** A working copy may have runs of its own. */
  private static List<Path> inRuns() throws IOException {
    Path runs = Path.of("runs");
    if (!Files.exists(runs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(runs)) {
      return files.sorted().toList();
    }
  }

  @Test
  void badDataAndWeightsEndAsInTraining() {
    Path data = temp.resolve("data");
    assertThat(check(List.of(), "data.path=" + data).code()).isEqualTo(Exit.BAD_DATA.code());
    SmallRuns.Ended weights =
        check(List.of(), "data.format=cub200", "backbone.weights=" + temp.resolve("no.pth"));
    assertThat(weights.code()).isEqualTo(Exit.BAD_DATA.code());
    assertThat(weights.err()).contains("no.pth");
  }

  @Test
  void tooLittleMemoryIsAMistake() {
    SmallRuns.Ended ended =
        check(
            List.of(),
            "data.format=cub200",
            "sampling.classes-per-batch=64",
            "sampling.images-per-class=16");
    assertThat(ended.code()).isEqualTo(Exit.USAGE.code());
    assertThat(ended.err()).contains("does not fit the memory", "kindred.spark.executor-native-mb");
    assertThat(ended.out()).contains("memory ");
  }
}

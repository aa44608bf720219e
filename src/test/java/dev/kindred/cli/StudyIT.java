package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.Miniatures;
import dev.kindred.run.Exit;
import dev.kindred.run.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folds, seeds, ensembles, two phases and a sweep by the real commands, in this process. */
@Tag("real")
class StudyIT {
  private static final SharedSpark JOBS = new SharedSpark();
  private static final String[] FOLDS = {
    "spark.master=local[1]",
    "sampling.folds=2",
    "sampling.classes-per-batch=2",
    "train.evaluate-every-rounds=1",
    "train.validation-metric=map-at-r",
    "evaluate.while-training=true",
    "evaluate.raw-side=0"
  };

  @TempDir Path temp;

  @AfterAll
  static void stop() {
    JOBS.close();
  }

  @BeforeEach
  void data() {
    Miniatures.write("sop", temp.resolve("data"), 4, 4);
  }

  private Path run() {
    return temp.resolve("run");
  }

  private SmallRuns.Ended command(String name, String... more) {
    return SmallRuns.execute(
        JOBS,
        SmallRuns.args(
            name,
            temp.resolve("data").toString(),
            run().toString(),
            2,
            Stream.concat(Stream.of(FOLDS), Stream.of(more)).toArray(String[]::new)));
  }

  private List<String> trainings() throws IOException {
    try (Stream<Path> runs = Files.list(run().resolve(RunFiles.RUNS))) {
      return runs.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void repeatsHaveFoldsSeedsAnEnsembleAndASecondPhase() throws IOException {
    // Two rounds each.
    String seen = "train.images-seen=16";
    SmallRuns.Ended first = command("repeat", seen, "study.retrain=true");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(trainings()).containsExactly("s0-all", "s0-f1", "s0-f2");
    assertThat(first.out())
        .contains("separate", "concatenated", "on all classes", "validation MAP@R");
    assertThat(first.out()).contains("best on test R@1", "not a figure to compare by");
    Path one = run().resolve(RunFiles.RUNS).resolve("s0-f1");
    assertThat(one.resolve(RunFiles.SUCCESS)).exists();
    assertThat(one.resolve(RunFiles.REPORT)).exists();
    assertThat(one.resolve(RunFiles.CHECKPOINTS)).doesNotExist();
    assertThat(Files.readString(one.resolve(RunFiles.CONFIG)))
        .contains("kindred.sampling.fold = \"1\"")
        .contains("kindred.sampling.folds = \"2\"");
    assertThat(Files.readString(run().resolve(RunFiles.RUNS).resolve("s0-all/" + RunFiles.CONFIG)))
        .contains("kindred.sampling.folds = \"0\"")
        .containsPattern("kindred.train.stop-at = \"?(0.[1-9]|1.0)");
    assertThat(Files.readString(run().resolve(RunFiles.STUDY))).startsWith("| point | models |");
    byte[] model = Files.readAllBytes(one.resolve("model/weights.safetensors"));

    // More seeds: what is there stays, bit by bit and unopened.
    long written = one.resolve(RunFiles.STATUS).toFile().lastModified();
    SmallRuns.Ended second = command("repeat", seen, "study.seeds=2");
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(trainings()).containsExactly("s0-all", "s0-f1", "s0-f2", "s1-f1", "s1-f2");
    assertThat(one.resolve(RunFiles.STATUS).toFile().lastModified()).isEqualTo(written);
    assertThat(second.out()).contains(" +- ");

    // The same once more is done already; a lost training is made anew with the same bits.
    assertThat(command("repeat", seen, "study.seeds=2").out()).contains("already done");
    delete(one);
    assertThat(command("repeat", seen, "study.seeds=2", "study.retrain=true").code()).isZero();
    assertThat(Files.readAllBytes(one.resolve("model/weights.safetensors"))).isEqualTo(model);
  }

  @Test
  void aSweepChoosesByValidationAndGoesOnAfterAFailure() throws IOException {
    // Each step of the second point multiplies the head by 1 - 1e7.
    SmallRuns.Ended ended =
        command(
            "sweep",
            "train.images-seen=24",
            "train.optimizer.name=adamw",
            "train.optimizer.weight-decay=1",
            "train.optimizer.learning-rate=10",
            "study.over.train.optimizer.head-lr-factor=[1.0, 1.0e6]");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(trainings()).hasSize(4);
    assertThat(ended.out()).contains("2 of 4 trainings failed, ", "are not numbers any more");
    String json = Files.readString(run().resolve(RunFiles.STUDY_JSON));
    assertThat(json).contains("\"validation_metric\" : \"validation.map_at_r\"");
    assertThat(json).as("never looks at the test split").doesNotContain("eval.recall");
    assertThat(Files.readString(run().resolve(RunFiles.BEST)))
        .isEqualTo("kindred.train.optimizer.head-lr-factor = 1\n");
    assertThat(ended.out()).contains("validation MAP@R").doesNotContain("best on test");
  }

  @Test
  void whatCannotBeIsSaidBeforeAnythingRuns() {
    SmallRuns.Ended unknown = command("sweep", "study.over.loss.nam=[nca]");
    assertThat(unknown.code()).isEqualTo(Exit.USAGE.code());
    assertThat(unknown.err()).contains("loss.nam=nca cannot be: ").contains("is not a key");
    assertThat(run().resolve(RunFiles.STORE)).doesNotExist();
    SmallRuns.Ended nothing =
        command(
            "sweep",
            "run.path=" + temp.resolve("other"),
            "sampling.folds=0",
            "study.over.loss.name=[nca, circle]");
    assertThat(nothing.code()).isEqualTo(Exit.USAGE.code());
    assertThat(nothing.err()).contains("sweep chooses by validation, and nothing is held out");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
    }
  }
}

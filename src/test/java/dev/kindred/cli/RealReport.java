package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.Miniatures;
import dev.kindred.run.RunFiles;
import java.nio.file.Path;

/** The report that the command {@code run} writes of a few small images. */
public final class RealReport {
  private RealReport() {}

  /** Trains, measures and gives the page. */
  public static Path write(Path folder) {
    Miniatures.write("folders", folder.resolve("data"), 6, 5);
    Path run = folder.resolve("run");
    try (SharedSpark jobs = new SharedSpark()) {
      SmallRuns.Ended ended =
          SmallRuns.execute(
              jobs,
              SmallRuns.args(
                  "run",
                  folder.resolve("data").toString(),
                  run.toString(),
                  3,
                  "spark.master=\"local[1]\"",
                  "train.images-seen=36",
                  "spark.conf.\"spark.hadoop.fs.s3a.secret.key\"=hunter2hunter2",
                  "train.evaluate-every-rounds=1",
                  "evaluate.while-training=true"));
      assertThat(ended.code()).as(ended.err()).isZero();
    }
    return run.resolve(RunFiles.REPORT);
  }
}

package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Commands on data of a few images: two executor processes, rounds of two steps. */
final class SmallRuns {
  static final int WORKERS = 2;
  static final int STEPS = 2;
  static final int CLASSES = 3;
  static final int IMAGES = 2;

  private SmallRuns() {}

  /** What a command left. */
  record Ended(int code, String out, String err) {}

  static Ended execute(Jobs jobs, List<String> args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Kindred.execute(
            jobs,
            new StopSignal(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            args.toArray(String[]::new));
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Of a command that has nothing to complain of. */
  static Ended success(Jobs jobs, List<String> args) {
    Ended ended = execute(jobs, args);
    assertThat(ended.err()).as("%s: %s", args, ended.out()).doesNotContain("kindred: ");
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  /** Arguments of a command: the smallest network that trains, and what differs. */
  static List<String> args(String command, String data, String run, int rounds, String... more) {
    List<String> args = new ArrayList<>(List.of(command));
    List<String> keys =
        new ArrayList<>(
            List.of(
                "data.path=" + data,
                "run.path=" + run,
                "store.short-side=40",
                "spark.master=\"local-cluster[2,1,700]\"",
                "spark.executor-heap-mb=700",
                "backbone.name=efficientnet-lite0",
                "backbone.size=32",
                "backbone.dim=8",
                "view.train.load=36",
                "view.test.load=36",
                "sampling.classes-per-batch=" + CLASSES,
                "sampling.images-per-class=" + IMAGES,
                "train.averaging.every=" + STEPS,
                "train.images-seen=" + rounds * STEPS * WORKERS * CLASSES * IMAGES));
    keys.addAll(List.of(more));
    for (String key : keys) {
      args.add("--set");
      args.add(key);
    }
    return args;
  }
}

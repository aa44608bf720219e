package dev.kindred.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Metric;
import dev.kindred.run.Moment;
import dev.kindred.run.RunFiles;
import dev.kindred.run.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands with jobs that do what a test asks of them. */
class KindredTest {
  /** All commands do the same. */
  private static final class Fake extends NoJobs {
    private final Consumer<JobContext> work;

    private Fake(Consumer<JobContext> work) {
      this.work = work;
    }

    @Override
    public void prepare(JobContext context) {
      work.accept(context);
    }

    @Override
    public void train(JobContext context) {
      work.accept(context);
    }

    @Override
    public void evaluate(JobContext context) {
      work.accept(context);
    }

    @Override
    public void embed(JobContext context) {
      work.accept(context);
    }

    @Override
    public void export(JobContext context) {
      work.accept(context);
    }
  }

  @TempDir Path temp;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void quiet() {
    Configurator.setRootLevel(Level.WARN);
  }

  private int kindred(Consumer<JobContext> work, String... args) {
    out.reset();
    err.reset();
    return Kindred.execute(
        new Fake(work),
        new StopSignal(),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        args);
  }

  /** A command in the folder {@code run} of the test. */
  private int inRun(Consumer<JobContext> work, String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command, "--set", "data.path=x"));
    args.addAll(List.of("-s", "run.path=" + temp.resolve("run")));
    args.addAll(List.of(more));
    return kindred(work, args.toArray(String[]::new));
  }

  private String shown() {
    return out.toString(UTF_8);
  }

  private String errors() {
    return err.toString(UTF_8);
  }

  private String file(String name) throws IOException {
    return Files.readString(temp.resolve("run").resolve(name));
  }

  @Test
  void aJobLeavesItsFolderComplete() throws IOException {
    int code =
        inRun(
            context -> {
              context.provenance("da7a");
              context.metrics().add(Moment.of("train"), List.of(Metric.LOSS.of(0.5)));
              context.session().report(List.of(Metric.LOSS.of(0.5)));
              context.out().println("a table");
            },
            "train",
            "--run-id",
            "r1");
    assertThat(code).isZero();
    assertThat(errors()).isEmpty();
    assertThat(shown()).contains("a table").contains("run r1: file:" + temp.resolve("run"));
    assertThat(file(RunFiles.STATUS)).contains("\"done\"").contains("\"train.loss\" : 0.5");
    assertThat(file(RunFiles.METRICS)).contains("\"train.loss\":0.5");
    assertThat(file(RunFiles.PROVENANCE)).contains("da7a").contains("\"run_id\" : \"r1\"");
    assertThat(file(RunFiles.CONFIG)).contains("kindred.data.path = \"x\"");
    assertThat(temp.resolve("run").resolve(RunFiles.SUCCESS)).isEmptyFile();
  }

  @Test
  void everyFormatOfAnExportIsWrittenOnce() {
    List<String> formats = new ArrayList<>();
    Consumer<JobContext> export = context -> formats.add(context.config().export().format().name());
    assertThat(inRun(context -> context.provenance("da7a"), "train", "--run-id", "r1")).isZero();
    assertThat(inRun(export, "export", "--run-id", "r1")).isZero();
    assertThat(inRun(export, "export", "--run-id", "r1", "--format", "dl4j")).isZero();
    assertThat(inRun(export, "export", "--run-id", "r1", "--format=onnx")).isZero();
    assertThat(formats).containsExactly("ONNX", "DL4J");
    assertThat(temp.resolve("run").resolve(RunFiles.PROVENANCE)).content().contains("da7a");
    assertThat(inRun(export, "export", "--format", "onxx")).isEqualTo(Exit.USAGE.code());
    assertThat(errors())
        .startsWith("kindred: command line: kindred.export.format")
        .contains("onnx, safetensors, dl4j");
    assertThat(inRun(export, "train", "--format", "onnx")).isEqualTo(Exit.USAGE.code());
  }

  @Test
  void theSameIdIsAlreadyDoneAndAnotherConfigurationIsRefused() {
    assertThat(inRun(context -> {}, "train", "--run-id", "r1")).isZero();
    Consumer<JobContext> never =
        context -> {
          throw new AssertionError("must not run again");
        };
    assertThat(inRun(never, "train", "--run-id", "r1")).isZero();
    assertThat(shown()).startsWith("train of run r1 is already done: file:");
    assertThat(inRun(never, "train")).as("the folder knows its id").isZero();
    assertThat(inRun(never, "train", "--run-id", "r1", "--set", "train.seed=5")).isEqualTo(64);
    assertThat(errors())
        .contains("run r1 has another configuration")
        .contains("kindred: kindred.train.seed: 0 -> 5");
    assertThat(inRun(never, "train", "--run-id", "r2")).isEqualTo(64);
    assertThat(errors()).contains("belongs to run r1");
  }

  @Test
  void whatAUserCanActOnIsOneLineWithItsCode() throws IOException {
    Consumer<JobContext> bad =
        context -> {
          throw new KindredException(Exit.BAD_DATA, "class 7 has one image; add one or remove it");
        };
    assertThat(inRun(bad, "prepare")).isEqualTo(65);
    assertThat(errors()).isEqualTo("kindred: class 7 has one image; add one or remove it\n");
    assertThat(file(RunFiles.STATUS))
        .contains("\"failed\"")
        .contains("\"error\" : \"class 7 has one image; add one or remove it\"");
    assertThat(temp.resolve("run").resolve(RunFiles.SUCCESS)).doesNotExist();
    assertThat(inRun(bad, "prepare", "--verbose")).isEqualTo(65);
    assertThat(errors()).contains("at dev.kindred.cli.KindredTest");
  }

  @Test
  void whatATaskFoundIsSeenThroughSparksWrapping() {
    Consumer<JobContext> task =
        context -> {
          throw sneaky(
              new SparkException(
                  "Job aborted due to stage failure: ...\n\tat java.base/...",
                  new KindredException(Exit.BAD_DATA, "image a.jpg cannot be decoded")));
        };
    assertThat(inRun(task, "embed")).isEqualTo(65);
    assertThat(errors()).isEqualTo("kindred: image a.jpg cannot be decoded\n");
  }

  @Test
  void theUnexpectedIsOneLineToo() {
    Consumer<JobContext> broken =
        context -> {
          throw new IllegalStateException("an executor ended with Exit code: 137\nmore");
        };
    assertThat(inRun(broken, "evaluate")).isEqualTo(70);
    assertThat(errors())
        .isEqualTo(
            "kindred: unexpected IllegalStateException: an executor ended with exit status: 137"
                + " (--verbose shows where)\n");
  }

  @Test
  void aFullDiskIsNamed() {
    Consumer<JobContext> full =
        context -> {
          throw new UncheckedIOException(new IOException("No space left on device"));
        };
    assertThat(inRun(full, "prepare")).isEqualTo(70);
    assertThat(errors()).startsWith("kindred: a disk is full; free space");
  }

  @Test
  void aStoppedJobCanGoOn() throws IOException {
    assertThat(
            inRun(
                context -> {
                  context.stop().request();
                  context.stop().check("round 3 is saved");
                },
                "train"))
        .isEqualTo(75);
    assertThat(file(RunFiles.STATUS)).contains("\"interrupted\"");
    assertThat(inRun(c -> assertThat(c.session().isResumed()).isTrue(), "train")).isZero();
  }

  @Test
  void allMistakesAreShownALineEach() throws IOException {
    Path file = Files.writeString(temp.resolve("my.conf"), "kindred {\n speed = 1\n data.path=x }");
    assertThat(kindred(c -> {}, "run", "--config", file.toString(), "-s", "train.epochs=-1"))
        .isEqualTo(64);
    assertThat(errors().lines())
        .hasSize(2)
        .anyMatch(l -> l.startsWith("kindred: " + file + ":2: kindred.speed is not a key; "))
        .anyMatch(l -> l.startsWith("kindred: command line: kindred.train.epochs = \"-1\"; "));
  }

  @Test
  void theFileMayComeAsText() {
    String text = Base64.getEncoder().encodeToString("kindred.speed = 1".getBytes(UTF_8));
    assertThat(inRun(c -> {}, "train", "-c", "far/my.conf", "--config-text", text)).isEqualTo(64);
    assertThat(errors()).startsWith("kindred: far/my.conf:1: kindred.speed is not a key");
  }

  @Test
  void wrongOptionsAreOneLine() {
    assertThat(kindred(c -> {}, "train", "--sed")).isEqualTo(64);
    assertThat(errors())
        .isEqualTo("kindred: Unknown option: '--sed'; kindred --help lists what there is\n");
    assertThat(kindred(c -> {})).isEqualTo(64);
    assertThat(errors()).startsWith("kindred: no command given");
    assertThat(kindred(c -> {}, "tran")).isEqualTo(64);
    assertThat(inRun(c -> {}, "train", "--conf", "train.seed=1")).isEqualTo(64);
    assertThat(errors())
        .isEqualTo("kindred: --conf train.seed=1 is not spark.x=y; --set is for keys of Kindred\n");
  }

  @Test
  void helpNamesCommandsOptionsCodesAndExamples() {
    assertThat(kindred(c -> {}, "--help")).isZero();
    assertThat(shown())
        .contains("prepare", "train", "evaluate", "embed", "export", "run")
        .contains("--config", "--set", "--master", "--conf", "--run-id", "--verbose")
        .contains("64", "65", "70", "75", "SPARK_HOME", "Examples")
        .doesNotContainIgnoringCase("exit code");
    assertThat(kindred(c -> {}, "train", "--help")).isZero();
    assertThat(shown()).startsWith("Trains from").contains("--config");
    assertThat(kindred(c -> {}, "--version")).isZero();
    assertThat(shown()).startsWith("kindred ").contains("spark=3.5");
  }

  /** Spark throws its checked exception out of methods that do not declare it. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }
}

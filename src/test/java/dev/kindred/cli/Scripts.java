package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.Miniatures;
import dev.kindred.testing.KeptResult;
import dev.kindred.testing.SparkDistribution;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code submit/kindred} as a process, with an installed Spark, on data of a few images. */
final class Scripts implements AutoCloseable {
  static final int ROUNDS = 4;

  /** Of a run that is disturbed after some round; others would only spend seconds on each. */
  static final String SAVING = "train.checkpoint.every-rounds=1";

  /** Relative, as users write it. */
  static final String DATA = "data";

  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<Process> started = new ArrayList<>();

  /**
   * @param folder an empty one, from which all is started
   */
  Scripts(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.environment.put("SPARK_HOME", SparkDistribution.home().toString());
    this.environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    this.environment.put("KINDRED_DRIVER_MEMORY", "1g");
    this.environment.putAll(environment);
    Miniatures.write("folders", folder.resolve(DATA), 8, 4);
    Files.writeString(
        folder.resolve("tiny.conf"),
        """
        kindred {
          data.path = data
          store.short-side = 40
          backbone { name = efficientnet-lite0, size = 32, dim = 8 }
          view.train.load = 36
          view.test.load = 36
          sampling { classes-per-batch = 3, images-per-class = 2 }
          train { averaging.every = 2, checkpoint.every-rounds = %d, images-seen = %d }
          spark { executors = 2, executor-cores = 1, executor-heap-mb = 700, executor-native-mb = 700 }
        }
        """
            .formatted(ROUNDS, ROUNDS * 2 * 2 * 3 * 2));
  }

  /** Of a script that has ended. */
  record Ended(int code, String out, String err) {}

  /** A script that runs. */
  record Running(Process process, Path out, Path err) {
    Ended await() throws IOException, InterruptedException {
      try {
        assertThat(process.waitFor(15, TimeUnit.MINUTES)).as("it ends").isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  Running start(String... args) throws IOException {
    return startScript("kindred", args);
  }

  /**
   * @param name of the script in {@code submit/}
   */
  Running startScript(String name, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Path.of("submit", name).toAbsolutePath().toString()));
    command.addAll(Arrays.asList(args));
    Path out = folder.resolve("out-" + started.size());
    Path err = folder.resolve("err-" + started.size());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("SPARK_SCALA_VERSION");
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return new Running(process, out, err);
  }

  Ended run(String... args) throws IOException, InterruptedException {
    return start(args).await();
  }

  /** Of a test that has failed something may still run. */
  @Override
  public void close() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** The tensors of an undisturbed run on executor processes of this machine. */
  byte[] reference() throws IOException {
    List<Path> inputs = List.of(folder.resolve("tiny.conf"), folder.resolve(DATA));
    return KeptResult.of("undisturbed-scripts", inputs, this::undisturbed);
  }

  private byte[] undisturbed() throws IOException {
    Path run = folder.resolve("reference");
    SmallRuns.Ended ended =
        SmallRuns.execute(
            new Wiring(),
            List.of(
                "run",
                "--config",
                folder.resolve("tiny.conf").toString(),
                "--set",
                "data.path=" + folder.resolve(DATA),
                "--set",
                "run.path=" + run));
    assertThat(ended.code()).as(ended.err()).isZero();
    return tensors(Files.readAllBytes(run.resolve("model/weights.safetensors")));
  }

  /** What follows the header, which tells of the configuration. */
  static byte[] tensors(byte[] safetensors) {
    long header = ByteBuffer.wrap(safetensors).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return Arrays.copyOfRange(safetensors, Math.toIntExact(8 + header), safetensors.length);
  }

  /**
   * A process that this one has started, itself or through others, by what its command line has.
   * Other tests run beside this one.
   */
  static ProcessHandle javaWith(String... words) {
    return ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().command().filter(c -> c.endsWith("/java")).isPresent())
        .filter(
            p ->
                p.info()
                    .commandLine()
                    .filter(l -> Arrays.stream(words).allMatch(l::contains))
                    .isPresent())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process with " + Arrays.toString(words)));
  }
}

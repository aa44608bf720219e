package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFolder;
import dev.kindred.run.RunSession;
import dev.kindred.run.RunStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What {@code submit/kindred} asks on the user's machine before and after a driver runs elsewhere,
 * by files in a folder of its own.
 */
@DriverOnly
final class Submission {
  /** Further arguments for the driver, each ended by a zero byte. */
  static final String ARGUMENTS = "arguments";

  /** Time of the run's last change before the driver started. */
  static final String BEFORE = "status-before";

  /** How {@code spark-submit} ended. */
  static final String CODE = "code";

  private final RunFolder run;
  private final Path folder;

  /**
   * @param folder of the script
   */
  Submission(RunFolder run, Path folder) {
    this.run = run;
    this.folder = folder;
  }

  /**
   * Leaves what the driver needs.
   *
   * @param placed {@code key=value} of paths that were brought elsewhere
   * @param text the configuration, if there is a file
   */
  void before(List<String> placed, Optional<String> text) {
    List<String> arguments = new ArrayList<>();
    text.ifPresent(
        t -> {
          arguments.add("--config-text");
          arguments.add(Base64.getEncoder().encodeToString(t.getBytes(StandardCharsets.UTF_8)));
        });
    List<String> settings = new ArrayList<>(placed);
    // A second attempt goes on with the first one's run.
    settings.add("run.id=" + run.id());
    settings.add("run.path=" + run.root());
    String outcome = Outcome.freshFile(run);
    arguments.addAll(List.of("--outcome", outcome));
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    write(BEFORE, changed());
    write(ARGUMENTS, String.join("\0", arguments) + "\0");
  }

  /** Says how it ended, once it has. */
  void after(PrintStream out, Optional<String> outcome) {
    int code = Integer.parseInt(read(CODE).strip());
    Optional<KindredException> told =
        outcome.flatMap(file -> new Outcome(file, run.hadoop()).take());
    if (code == 0) {
      out.println("run " + run.id() + ": " + run.root());
      return;
    }
    if (told.isPresent()) {
      throw told.get();
    }
    RunStatus status = changed().equals(read(BEFORE)) ? null : RunSession.status(run).orElse(null);
    if (status == null || status.error().isEmpty()) {
      throw new KindredException(
          Exit.FAILED,
          "the driver failed without a word in "
              + run.root()
              + "/status.json; its log is with the cluster (yarn logs, kubectl logs, the page of"
              + " the standalone worker)");
    }
    throw new KindredException(status.exit(), status.error());
  }

  private String changed() {
    return RunSession.status(run).map(s -> s.updated() + " " + s.state()).orElse("");
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new KindredException(Exit.FAILED, folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new KindredException(Exit.FAILED, folder + " cannot be read: " + e.getMessage(), e);
    }
  }
}

package dev.kindred.publish;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.train.ModelFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * A folder of published models. {@code current.json} names the one that is served and changes in
 * one step; {@code versions/NAME/} has the weights, the card, and what is known of the run. A
 * version is complete before it is named, and stays when another takes its place.
 */
public final class ModelRegistry {
  /** Which version is served. */
  public static final String CURRENT = "current.json";

  static final String VERSIONS = "versions";
  static final String WEIGHTS = "weights.safetensors";
  private static final String PUBLISHED = "published.json";

  /** In the folder of a version that was taken back. */
  private static final String WITHDRAWN = "withdrawn";

  private static final int SHOWN = 12;

  private static final List<String> BESIDE =
      List.of(
          ModelFolder.CARD,
          RunFiles.CONFIG,
          RunFiles.PROVENANCE,
          RunFiles.STATUS,
          RunFiles.METRICS);

  private final RunFolder folder;

  /**
   * @param folder in the hands of this process alone
   */
  public ModelRegistry(RunFolder folder) {
    this.folder = folder;
  }

  /** The version that is served, if any was published. */
  Optional<Version> current() {
    return folder.read(CURRENT).map(text -> Version.parse(text, folder.path(CURRENT).toString()));
  }

  /**
   * Publishes the model of a finished run if it is better than the current one.
   *
   * @param metric in which it has to be
   * @param margin by more than which
   * @return a line that says what was done, and why
   * @throws KindredException (bad data) when the run is not finished, has not measured the metric,
   *     or its model is damaged
   */
  public String publish(RunFolder run, String metric, double margin, Instant now) {
    Candidate candidate = Candidate.of(run, metric);
    Optional<Version> current = current();
    String runId = candidate.runId();
    String name = runId + "-" + candidate.sha256().substring(0, SHOWN);
    if (current.isPresent() && current.get().name().equals(name)) {
      return name + " is published already";
    }
    if (folder.exists(file(name, WITHDRAWN))) {
      return "not published: %s was published before and taken back; delete %s to offer it again"
          .formatted(name, folder.path(file(name, WITHDRAWN)));
    }
    if (current.isPresent()) {
      Version served = current.get();
      if (!served.metric().equals(metric)) {
        throw new KindredException(
            Exit.USAGE,
            "the current model %s was chosen by %s, not by %s; give --metric %s"
                .formatted(served.name(), served.metric(), metric, served.metric()));
      }
      if (!(candidate.value() > served.value() + margin)) {
        return "not published: %s of %s is %s, that of the current %s %s"
            .formatted(
                metric, runId, number(candidate.value()), served.name(), number(served.value()));
      }
    }
    if (mayHaveBeenTakenBack(name)) {
      return "not published: %s was published before, and another took its place; delete %s to offer it again"
          .formatted(name, folder.path(file(name, PUBLISHED)).getParent());
    }
    Version version =
        new Version(
            name,
            runId,
            metric,
            candidate.value(),
            candidate.sha256(),
            candidate.dataHash(),
            current.map(Version::name),
            now,
            Version.WITH_MARKS);
    copy(run, version);
    folder.write(CURRENT, version.json());
    return "published %s: %s %s%s"
        .formatted(
            name,
            metric,
            number(version.value()),
            current.map(v -> compared(v, version)).orElse(""));
  }

  /** Of a version from before there were marks; a later one was cut short when it lies there. */
  private boolean mayHaveBeenTakenBack(String name) {
    String file = file(name, PUBLISHED);
    return folder
        .read(file)
        .map(text -> Version.parse(text, folder.path(file).toString()))
        .filter(v -> v.format() < Version.WITH_MARKS && v.before().isPresent())
        .isPresent();
  }

  private static String file(String version, String name) {
    return VERSIONS + "/" + version + "/" + name;
  }

  private static String compared(Version before, Version now) {
    String other = before.dataHash().equals(now.dataHash()) ? "" : ", measured on other data";
    return ", before it %s %s%s".formatted(before.name(), number(before.value()), other);
  }

  private void copy(RunFolder run, Version version) {
    String name = VERSIONS + "/" + version.name();
    Path staged = folder.stage(name);
    try {
      copy(run, ModelFolder.WEIGHTS, new Path(staged, WEIGHTS));
      for (String file : BESIDE) {
        if (run.exists(file)) {
          copy(run, file, new Path(staged, new Path(file).getName()));
        }
      }
      try (var out = folder.fileSystem().create(new Path(staged, PUBLISHED))) {
        out.write(version.json().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new KindredException(
          Exit.FAILED,
          "%s cannot be copied to %s: %s; check space and rights"
              .formatted(run.root(), folder.root(), e.getMessage()),
          e);
    }
    folder.publish(name);
  }

  private void copy(RunFolder run, String file, Path to) throws IOException {
    FileUtil.copy(
        run.fileSystem(), run.path(file), folder.fileSystem(), to, false, true, run.hadoop());
  }

  /**
   * Goes back to the version that the current one took the place of.
   *
   * @return a line that names both
   * @throws KindredException (bad data) when there is none
   */
  public String rollback() {
    Version served =
        current()
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.BAD_DATA, folder.path(CURRENT) + ": nothing was published yet"));
    String before =
        served
            .before()
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.BAD_DATA,
                        "there is no version before " + served.name() + " to go back to"));
    String file = file(before, PUBLISHED);
    String text =
        folder
            .read(file)
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.BAD_DATA,
                        folder.path(file) + " is not there; publish another model instead"));
    Version again = Version.parse(text, folder.path(file).toString());
    // First: whoever finds it taken back must not bring it again.
    folder.write(file(served.name(), WITHDRAWN), "for " + before + "\n");
    folder.write(CURRENT, again.json());
    return "current is " + before + " again; " + served.name() + " stays in " + VERSIONS;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}

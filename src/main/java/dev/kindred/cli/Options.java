package dev.kindred.cli;

import dev.kindred.config.ConfigReader;
import dev.kindred.config.ConfigText;
import dev.kindred.config.KindredConfig;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options of every command; picocli fills them. */
final class Options {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Configuration of a data set, see conf/. What it leaves out has a default.")
  private Path config;

  /** What the file has, when the driver starts on a machine that does not have the file. */
  @Option(names = "--config-text", paramLabel = "BASE64", hidden = true, scope = ScopeType.INHERIT)
  private String configText;

  /** Where {@code submit/kindred} keeps what {@link Submission} leaves, before or after. */
  @Option(
      names = "--before-submit",
      paramLabel = "FOLDER",
      hidden = true,
      scope = ScopeType.INHERIT)
  private Path beforeSubmit;

  @Option(names = "--after-submit", paramLabel = "FOLDER", hidden = true, scope = ScopeType.INHERIT)
  private Path afterSubmit;

  /** Where a driver elsewhere leaves why it failed. */
  @Option(names = "--outcome", paramLabel = "FILE", hidden = true, scope = ScopeType.INHERIT)
  private String outcome;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "Overrides one key, such as train.seed=1 or 'evaluate.recall-at=[1,10]'.")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--master",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "Spark's master; by default two executor processes on this machine.")
  private String master;

  @Option(
      names = "--conf",
      paramLabel = "SPARK.X=Y",
      scope = ScopeType.INHERIT,
      description = "Any setting of Spark.")
  private List<String> conf = new ArrayList<>();

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      scope = ScopeType.INHERIT,
      description =
          "Name of the run. Given again, an unfinished run goes on and a finished one is left"
              + " alone.")
  private String runId;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Spark's log, each round's times, and stack traces of errors.")
  private boolean verbose;

  private String format;
  private String embeddings;
  private final List<String> look = new ArrayList<>();
  private final List<String> placed = new ArrayList<>();

  /** What {@code --format} of export asks for, or null. */
  void format(String wanted) {
    format = wanted;
  }

  /** What {@code --embeddings} of evaluate names, or null. */
  void embeddings(String path) {
    embeddings = path;
  }

  /** What an option of a look at a run sets: {@code key=value}. */
  void look(String setting) {
    look.add(setting);
  }

  /** {@code key=value} of inputs that were brought elsewhere; they win. */
  void place(List<String> settings) {
    placed.addAll(settings);
  }

  /** See {@link #place}. */
  List<String> placed() {
    return List.copyOf(placed);
  }

  /** The folder of {@link Submission}, before the driver starts elsewhere. */
  Optional<Path> beforeSubmit() {
    return Optional.ofNullable(beforeSubmit);
  }

  /** See {@link Outcome}. */
  Optional<String> outcome() {
    return Optional.ofNullable(outcome);
  }

  /** The same, after it has ended. */
  Optional<Path> afterSubmit() {
    return Optional.ofNullable(afterSubmit);
  }

  /** The file of {@code --config} as text, if there is one. */
  Optional<String> text() {
    return Optional.ofNullable(config).map(ConfigText::of);
  }

  /** As {@link #read}; without a file, the configuration that the run's folder has. */
  KindredConfig readLook(ConfigReader reader) {
    if (config != null || configText != null) {
      return read(reader);
    }
    List<String> all = overrides();
    Optional<String> path = last(all, "run.path");
    Optional<String> folder = path.or(() -> last(all, "run.id").map(id -> "runs/" + id));
    Optional<String> kept = folder.flatMap(RunConfig::in);
    if (kept.isEmpty()) {
      throw new KindredException(
          Exit.USAGE,
          folder
              .map(
                  f -> "there is no run at " + f + "; check --run-id or run.path, or give --config")
              .orElse("name a finished run by --run-id ID or --set run.path=FOLDER"));
    }
    return reader.read(folder.get() + "/" + RunFiles.CONFIG, kept.get(), all);
  }

  private static Optional<String> last(List<String> settings, String key) {
    return settings.stream()
        .filter(s -> s.startsWith(key + "=") || s.startsWith("kindred." + key + "="))
        .reduce((before, after) -> after)
        .map(s -> s.substring(s.indexOf('=') + 1).strip());
  }

  /** Reads the file or the text that was sent instead. */
  KindredConfig read(ConfigReader reader) {
    return read(reader, List.of());
  }

  /** The same with further {@code key=value}, which win. */
  KindredConfig read(ConfigReader reader, List<String> more) {
    List<String> all = new ArrayList<>(overrides());
    all.addAll(more);
    if (configText == null) {
      return reader.read(Optional.ofNullable(config), all);
    }
    byte[] text = Base64.getDecoder().decode(configText);
    return reader.read(String.valueOf(config), new String(text, StandardCharsets.UTF_8), all);
  }

  /** Keys of the configuration that options set, later ones win. */
  private List<String> overrides() {
    List<String> all = new ArrayList<>(set);
    if (embeddings != null) {
      // The images themselves are not needed.
      all.add(0, "data.path=" + embeddings);
      all.add("evaluate.embeddings.path=" + embeddings);
    }
    if (runId != null) {
      all.add("run.id=" + runId);
    }
    if (format != null) {
      all.add("export.format=" + format);
    }
    all.addAll(look);
    all.addAll(placed);
    return all;
  }

  /** Settings of Spark by {@code --conf} and {@code --master}. */
  Map<String, String> spark() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String pair : conf) {
      int at = pair.indexOf('=');
      if (at < 1 || !pair.startsWith("spark.")) {
        throw new KindredException(
            Exit.USAGE, "--conf " + pair + " is not spark.x=y; --set is for keys of Kindred");
      }
      settings.put(pair.substring(0, at).strip(), pair.substring(at + 1).strip());
    }
    if (master != null) {
      settings.put(SparkLayers.MASTER, master);
    }
    return settings;
  }

  boolean verbose() {
    return verbose;
  }
}

package dev.kindred.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads the reference, a user's file and the command line into a {@link KindredConfig}. All
 * mistakes are reported together. System properties are not read: a run depends on what its folder
 * records.
 */
public final class ConfigReader {
  private static final int LONGEST_MESSAGE = 400;

  private final Config reference;
  private final Known known;
  private final Config assumed;

  /** With the shipped reference. */
  public ConfigReader(Known known) {
    this(shippedReference(), known);
  }

  ConfigReader(Config reference, Known known) {
    this(reference, known, ConfigFactory.empty());
  }

  private ConfigReader(Config reference, Known known, Config assumed) {
    this.reference = reference;
    this.known = known;
    this.assumed = assumed;
  }

  /**
   * A reader that takes these for given where the user says nothing.
   *
   * @param keys each {@code key=value}
   */
  public ConfigReader assuming(List<String> keys) {
    return new ConfigReader(reference, known, Overrides.parse(keys));
  }

  static Config shippedReference() {
    return ConfigFactory.parseResources(
            ConfigReader.class.getClassLoader(),
            "reference.conf",
            ConfigParseOptions.defaults().setAllowMissing(false))
        .withOnlyPath("kindred");
  }

  /**
   * Reads and checks everything.
   *
   * @param file the user's file, if any
   * @param overrides {@code key=value} options, later ones win
   * @throws KindredException with {@link Exit#USAGE}: one line a mistake, with its key, where it
   *     stands and what is accepted
   */
  public KindredConfig read(Optional<Path> file, List<String> overrides) {
    return bounded(
        () -> read(file.map(ConfigReader::parse).orElse(ConfigFactory.empty()), overrides));
  }

  /**
   * The same for a file that stayed elsewhere.
   *
   * @param name of the file, for messages
   * @param text what it has
   * @param overrides as above
   */
  public KindredConfig read(String name, String text, List<String> overrides) {
    return bounded(
        () -> {
          ConfigParseOptions options = options().setOriginDescription(name);
          return read(ConfigFactory.parseString(text, options), overrides);
        });
  }

  /** A few lines can ask for any depth of nesting, and, by substitutions, for any length. */
  private static KindredConfig bounded(Supplier<KindredConfig> reading) {
    try {
      return reading.get();
    } catch (ConfigException e) {
      throw unreadable(e);
    } catch (StackOverflowError e) {
      throw new KindredException(
          Exit.USAGE, "the configuration is nested far deeper than any key of Kindred", e);
    } catch (OutOfMemoryError e) {
      throw new KindredException(
          Exit.USAGE, "the configuration grows beyond all memory by its substitutions", e);
    }
  }

  private static ConfigParseOptions options() {
    return ConfigParseOptions.defaults().setIncluder(new PlainIncluder());
  }

  private KindredConfig read(Config file, List<String> overrides) {
    Config user = Overrides.parse(overrides).withFallback(file).withFallback(assumed);
    return bind(user.resolve(), new HashSet<>());
  }

  KindredConfig bind(Config user, Set<String> read) {
    Mistakes mistakes = new Mistakes();
    ConfigObject fitting = Shape.check(user.root(), reference.root(), mistakes);
    Config all = fitting.toConfig().withFallback(reference).resolve();
    ConfigObject root = all.getConfig("kindred").root();
    Section s = new Section("kindred", root, mistakes, read);
    SamplingSettings sampling = SamplingSettings.bind(s.section("sampling"));
    BackboneSettings backbone = BackboneSettings.bind(s.section("backbone"), known.backbones());
    Section losses = s.section("loss");
    LossSettings loss = LossSettings.bind(all.getConfig("kindred.loss").root(), losses);
    known.losses().read(loss.name(), losses, backbone.dim());
    KindredConfig config =
        new KindredConfig(
            DataSettings.bind(s.section("data"), known.formats()),
            StoreSettings.bind(s.section("store")),
            EngineSettings.bind(s.section("engine")),
            backbone,
            ViewSettings.bind(s.section("view"), backbone.size()),
            sampling,
            loss,
            TrainSettings.bind(s.section("train"), sampling),
            EvaluateSettings.bind(s.section("evaluate")),
            ExportSettings.bind(s.section("export")),
            StudySettings.bind(s.section("study"), sampling),
            LookSettings.bind(s.section("look")),
            RunSettings.bind(s.section("run")),
            SparkSettings.bind(s.section("spark"), s.section("train")),
            new Resolved(all));
    mistakes.check();
    return config;
  }

  static Config parse(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new KindredException(
          Exit.USAGE, "configuration file " + file + " does not exist; see conf/ for examples");
    }
    ConfigFiles.check(file.toFile());
    return ConfigFactory.parseFile(file.toFile(), options().setAllowMissing(false));
  }

  private static KindredException unreadable(ConfigException e) {
    // The library tells the whole chain of includes, and whole values.
    String message = String.valueOf(e.getMessage()).replaceAll("\\R", " ");
    String cut =
        message.length() > LONGEST_MESSAGE
            ? message.substring(0, LONGEST_MESSAGE) + "..."
            : message;
    return new KindredException(Exit.USAGE, "the configuration cannot be read: " + cut, e);
  }
}

package dev.kindred.cli;

import dev.kindred.config.ConfigReader;
import dev.kindred.config.Known;
import dev.kindred.config.SecretValues;
import dev.kindred.publish.ModelRegistry;
import dev.kindred.publish.OldRuns;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.LeaseTerms;
import dev.kindred.run.LeasedFolder;
import dev.kindred.run.Metric;
import dev.kindred.run.RunFolder;
import dev.kindred.run.StopSignal;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Commands on folders that exist; of a configuration they read what reaches file systems. */
@DriverOnly
final class FolderCommands {
  private static final String TO = "--to";
  private static final String RUN = "--run";
  private static final String RUNS = "--runs";
  private static final String METRIC = "--metric";
  private static final String MARGIN = "--margin";
  private static final String KEEP = "--keep";
  private static final String PRETEND = "--dry-run";

  private final Options options;
  private final Known known;
  private final StopSignal stop;
  private final PrintStream out;
  private final PrintStream err;
  private final SecretValues secrets;
  private final InstantSource clock;

  FolderCommands(
      Options options,
      Known known,
      StopSignal stop,
      PrintStream out,
      PrintStream err,
      SecretValues secrets,
      InstantSource clock) {
    this.options = options;
    this.known = known;
    this.stop = stop;
    this.out = out;
    this.err = err;
    this.secrets = secrets;
    this.clock = clock;
  }

  void addTo(CommandLine line) {
    add(line, "publish", this::publish)
        .addOption(text(RUN, "FOLDER", "The finished run whose model is offered.").build())
        .addOption(text(TO, "FOLDER", "Where models are published.").build())
        .addOption(
            text(METRIC, "NAME", "In which it has to be better, as in metrics.jsonl.")
                .required(false)
                .defaultValue(Metric.VALIDATION_RECALL_AT_1.key())
                .build())
        .addOption(
            OptionSpec.builder(MARGIN)
                .paramLabel("X")
                .type(Double.class)
                .defaultValue("0")
                .description("By more than which, 0.01 is a point.")
                .build());
    add(line, "rollback", this::rollback)
        .addOption(text(TO, "FOLDER", "Where models are published.").build());
    add(line, "prune", this::prune)
        .addOption(text(RUNS, "FOLDER", "The folder whose children are runs.").build())
        .addOption(
            OptionSpec.builder(KEEP)
                .paramLabel("N")
                .type(Integer.class)
                .required(true)
                .description("Runs that stay, the newest.")
                .build())
        .addOption(
            OptionSpec.builder(PRETEND)
                .type(boolean.class)
                .arity("0")
                .description("Say only what would be deleted.")
                .build());
  }

  private static OptionSpec.Builder text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .required(true)
        .description(description);
  }

  private CommandSpec add(
      CommandLine line, String name, Function<CommandSpec, List<String>> command) {
    CommandSpec[] self = new CommandSpec[1];
    Callable<Integer> work = () -> said(() -> command.apply(self[0])).code();
    CommandSpec spec = CommandSpec.wrapWithoutInspection(work).name(name);
    spec.resourceBundleBaseName(Kindred.HELP);
    spec.usageMessage().width(Kindred.WIDTH);
    self[0] = spec;
    line.addSubcommand(name, spec);
    return spec;
  }

  private Exit said(Supplier<List<String>> work) {
    Logs.show(options.verbose());
    try {
      work.get().forEach(out::println);
      return Exit.DONE;
    } catch (RuntimeException | Error e) {
      Failure failure = Failure.of(e);
      failure.print(err, options.verbose());
      return failure.exit();
    }
  }

  private List<String> publish(CommandSpec spec) {
    double margin = value(spec, MARGIN);
    if (!(margin >= 0 && margin < 1)) {
      throw new KindredException(Exit.USAGE, "--margin " + margin + " is outside 0..1");
    }
    Configuration hadoop = hadoop();
    RunFolder run = new RunFolder(value(spec, RUN), "run", hadoop);
    RunFolder target = new RunFolder(value(spec, TO), "published", hadoop);
    try (LeasedFolder held = held(target)) {
      return List.of(
          new ModelRegistry(held.folder())
              .publish(run, value(spec, METRIC), margin, clock.instant()));
    }
  }

  private List<String> rollback(CommandSpec spec) {
    RunFolder target = new RunFolder(value(spec, TO), "published", hadoop());
    if (!target.exists(ModelRegistry.CURRENT)) {
      throw new KindredException(
          Exit.BAD_DATA, target.path(ModelRegistry.CURRENT) + ": nothing was published yet");
    }
    try (LeasedFolder held = held(target)) {
      return List.of(new ModelRegistry(held.folder()).rollback());
    }
  }

  private LeasedFolder held(RunFolder target) {
    return LeasedFolder.await(target, LeaseTerms.of(LeaseTerms.USUAL), stop::isRequested);
  }

  private List<String> prune(CommandSpec spec) {
    int keep = value(spec, KEEP);
    if (keep < 1) {
      throw new KindredException(Exit.USAGE, "--keep " + keep + " would delete every run");
    }
    return new OldRuns(value(spec, RUNS), hadoop(), LeaseTerms.of(LeaseTerms.USUAL))
        .prune(keep, Boolean.TRUE.equals(spec.findOption(PRETEND).getValue()));
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // as picocli types its options
  private static <T> T value(CommandSpec spec, String option) {
    return spec.findOption(option).getValue();
  }

  /** With what all that a run's settings of Spark come from say of Hadoop's file systems. */
  private Configuration hadoop() {
    // Which data are meant is no matter here.
    ConfigReader reader = new ConfigReader(known).assuming(List.of("data.path=" + Check.NO_DATA));
    SparkConf spark =
        SparkLayers.merge(
            options.read(reader).spark(),
            Submitted.of(new SparkConf(), System.getenv()),
            options.spark());
    Arrays.stream(spark.getAll()).forEach(s -> secrets.learn(s._1(), s._2()));
    return HadoopSettings.of(spark, secrets);
  }
}

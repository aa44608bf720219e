package dev.kindred.cli;

import dev.kindred.config.SecretValues;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.StopSignal;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code kindred}. */
@Command(
    name = "kindred",
    resourceBundle = Kindred.HELP,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = Kindred.WIDTH)
@DriverOnly
public final class Kindred implements Runnable {
  static final String HELP = "dev.kindred.cli.help";
  static final int WIDTH = 100;
  static final String EXPORT = "export";
  private static final String FORMAT = "--format";
  private static final String EMBEDDINGS = "--embeddings";
  private static final String MEASURE = "--measure";
  private static final String PATIENCE = "--patience";

  private final CommandRunner runner;
  @Mixin private Options options;
  @Spec private CommandSpec spec;

  private Kindred(CommandRunner runner) {
    this.runner = runner;
  }

  /** Runs a command; on success it returns, which cluster managers take for success. */
  public static void main(String[] args) {
    StopSignal stop = new StopSignal();
    Signals.onTermination(stop);
    SecretValues secrets = secrets(args);
    // Spark and the libraries below it print too.
    System.setOut(CleanStream.over(System.out, secrets));
    System.setErr(CleanStream.over(System.err, secrets));
    Logs.shape(new LogShape(secrets, "", LogShape.DRIVER, false));
    FileNames.warning().ifPresent(System.err::println);
    Wiring jobs = new Wiring();
    int code = execute(jobs, stop, secrets, System.out, System.err, args);
    if (code != 0) {
      System.exit(code);
    }
    if (!jobs.hasStarted()) {
      DeployMode.endWithoutContext(new SparkConf());
    }
  }

  /** Ends the process without asking anybody: for one that was asked to stop and does not. */
  static void halt(int code) {
    Runtime.getRuntime().halt(code);
  }

  static int execute(Jobs jobs, StopSignal stop, PrintStream out, PrintStream err, String... args) {
    SecretValues secrets = secrets(args);
    PrintStream cleanOut = CleanStream.over(out, secrets);
    return execute(jobs, stop, secrets, cleanOut, CleanStream.over(err, secrets), args);
  }

  private static SecretValues secrets(String... args) {
    SecretValues secrets = new SecretValues();
    secrets.learn(System.getenv());
    System.getProperties().forEach((k, v) -> secrets.learn(String.valueOf(k), String.valueOf(v)));
    secrets.learn(Arrays.asList(args));
    return secrets;
  }

  private static int execute(
      Jobs jobs,
      StopSignal stop,
      SecretValues secrets,
      PrintStream out,
      PrintStream err,
      String... args) {
    CommandRunner runner = new CommandRunner(jobs, stop, out, err, InstantSource.system(), secrets);
    Kindred kindred = new Kindred(runner);
    CommandLine line = new CommandLine(kindred);
    kindred.addCheck(line);
    kindred.addDoctor(line);
    kindred.add(line, "prepare", jobs::prepare);
    kindred.add(line, "train", jobs::train);
    kindred.add(line, "evaluate", jobs::evaluate).addOption(embeddings());
    kindred.add(line, "embed", jobs::embed);
    kindred.add(line, EXPORT, jobs::export).addOption(format());
    kindred.add(line, "run", jobs::run);
    kindred.add(line, Study.REPEAT, jobs::repeat);
    kindred.add(line, Study.SWEEP, jobs::sweep);
    new FolderCommands(
            kindred.options, jobs.known(), stop, out, err, secrets, InstantSource.system())
        .addTo(line);
    for (Look look : Look.all()) {
      kindred.add(line, look);
    }
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler(
        (e, unused) -> {
          err.println("kindred: " + e.getMessage() + "; kindred --help lists what there is");
          return Exit.USAGE.code();
        });
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  private static String value(CommandSpec command, String option) {
    OptionSpec found = command.findOption(option);
    return found == null ? null : found.getValue();
  }

  private static OptionSpec embeddings() {
    return OptionSpec.builder(EMBEDDINGS)
        .paramLabel("PATH")
        .type(String.class)
        .description(
            "Embeddings made elsewhere: Parquet (id, class, embedding, and split if there are any),"
                + " or x.npy with x.tsv beside it.")
        .build();
  }

  private static OptionSpec format() {
    return OptionSpec.builder(FORMAT)
        .paramLabel("FORMAT")
        .type(String.class)
        .description("onnx, safetensors or dl4j; overrides export.format.")
        .build();
  }

  private static OptionSpec measure() {
    return OptionSpec.builder(MEASURE)
        .arity("0")
        .type(boolean.class)
        .description(
            "Take some steps on random pixels, in this process, and say how long all take.")
        .build();
  }

  private CommandSpec add(CommandLine line, String name, Consumer<JobContext> work) {
    return define(
        line,
        name,
        command -> {
          options.format(value(command, FORMAT));
          options.embeddings(value(command, EMBEDDINGS));
          Logs.show(options.verbose());
          return runner.execute(name, options, work);
        });
  }

  private void addCheck(CommandLine line) {
    define(
            line,
            "check",
            command -> {
              Logs.show(options.verbose());
              boolean measured = Boolean.TRUE.equals(command.findOption(MEASURE).getValue());
              return runner.check(options, measured);
            })
        .addOption(measure());
  }

  private void addDoctor(CommandLine line) {
    define(
            line,
            "doctor",
            command -> {
              Logs.show(options.verbose());
              int seconds = command.findOption(PATIENCE).getValue();
              if (seconds < 1) {
                throw new ParameterException(
                    command.commandLine(), PATIENCE + " " + seconds + " is less than a second");
              }
              return runner.doctor(options, Duration.ofSeconds(seconds));
            })
        .addOption(
            OptionSpec.builder(PATIENCE)
                .paramLabel("SECONDS")
                .type(Integer.class)
                .defaultValue("30")
                .description("Longest wait for executors, and for the answer to any one question.")
                .build());
  }

  private void add(CommandLine line, Look look) {
    CommandSpec spec =
        define(
            line,
            look.command(),
            command -> {
              look.options()
                  .forEach(
                      o ->
                          Optional.ofNullable(value(command, o.name()))
                              .ifPresent(v -> options.look(o.key() + "=" + v)));
              Logs.show(options.verbose());
              options.embeddings(value(command, EMBEDDINGS));
              return value(command, EMBEDDINGS) == null
                  ? runner.look(look.command(), options, look.work())
                  : runner.lookAtTable(look.command(), options, look.work());
            });
    look.options().forEach(o -> spec.addOption(o.spec()));
    if (look.ofEmbeddings()) {
      spec.addOption(embeddings());
    }
  }

  private CommandSpec define(CommandLine line, String name, Function<CommandSpec, Exit> action) {
    CommandSpec[] self = new CommandSpec[1];
    Callable<Integer> job = () -> action.apply(self[0]).code();
    CommandSpec command = CommandSpec.wrapWithoutInspection(job).name(name);
    command.resourceBundleBaseName(HELP);
    command.usageMessage().width(WIDTH);
    self[0] = command;
    line.addSubcommand(name, command);
    return command;
  }
}

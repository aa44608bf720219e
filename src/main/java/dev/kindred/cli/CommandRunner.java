package dev.kindred.cli;

import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.Resolved;
import dev.kindred.config.SecretValues;
import dev.kindred.engine.Engine;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.LeaseTerms;
import dev.kindred.run.Progress;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.run.RunSession;
import dev.kindred.run.RunStatus;
import dev.kindred.run.RunVisit;
import dev.kindred.run.StopSignal;
import dev.kindred.train.EngineChoice;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** From options to configuration, run folder, job and exit code. */
@DriverOnly
final class CommandRunner {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final String KEPT = "what was finished is kept";

  private final Jobs jobs;
  private final StopSignal stop;
  private final PrintStream out;
  private PrintStream err;
  private final InstantSource clock;
  private final SecretValues secrets;

  CommandRunner(
      Jobs jobs,
      StopSignal stop,
      PrintStream out,
      PrintStream err,
      InstantSource clock,
      SecretValues secrets) {
    this.secrets = secrets;
    this.jobs = jobs;
    this.stop = stop;
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /** Runs one command; whatever goes wrong is printed. */
  Exit execute(String command, Options options, Consumer<JobContext> job) {
    PrintStream before = System.err;
    try {
      return checked(command, options, job);
    } catch (Exception | Error e) {
      return failed(Failure.of(e), options);
    } finally {
      System.setErr(before);
    }
  }

  /** Looks at a run that is left as it is; whatever goes wrong is printed. */
  Exit look(String command, Options options, Consumer<JobContext> job) {
    PrintStream before = System.err;
    try {
      looked(command, options, job);
      return Exit.DONE;
    } catch (Exception | Error e) {
      Failure failure =
          Failure.of(stop.isRequested() ? StopSignal.stopped("the run is as it was") : e);
      return failed(failure, options);
    } finally {
      System.setErr(before);
    }
  }

  /**
   * Looks at a table of embeddings made elsewhere: in a run folder of its own, or, where that is of
   * an earlier command on the same table, beside what is there.
   */
  Exit lookAtTable(String command, Options options, Consumer<JobContext> job) {
    try {
      KindredConfig config = options.read(new ConfigReader(jobs.known()));
      RunFolder folder = folder(config, HadoopSettings.of(sparkOf(config, options), secrets));
      boolean done =
          RunSession.status(folder).filter(s -> s.state() == RunStatus.State.DONE).isPresent();
      return done ? look(command, options, job) : execute(command, options, job);
    } catch (Exception | Error e) {
      return failed(Failure.of(e), options);
    }
  }

  private Exit failed(Failure failure, Options options) {
    failure.print(err, options.verbose());
    if (options.beforeSubmit().isEmpty() && options.afterSubmit().isEmpty()) {
      options
          .outcome()
          .map(file -> new Outcome(file, HadoopSettings.of(new SparkConf(), secrets)))
          .ifPresent(outcome -> outcome.write(failure, secrets.clean(failure.message())));
    }
    return failure.exit();
  }

  /**
   * Says what the configuration would do, without a run folder.
   *
   * @param measure whether some steps are taken for the time
   */
  Exit check(Options options, boolean measure) {
    try {
      ConfigReader reader =
          new ConfigReader(jobs.known()).assuming(List.of("data.path=" + Check.NO_DATA));
      KindredConfig config = options.read(reader);
      SparkConf spark = sparkOf(config, options);
      Engine engine = engineFor(config, spark);
      new Check(config, spark, engine, HadoopSettings.of(spark, secrets), out)
          .run(measure, jobs::loadNatives);
      return Exit.DONE;
    } catch (Exception | Error e) {
      Failure failure = Failure.of(e);
      failure.print(err, options.verbose());
      return failure.exit();
    }
  }

  /**
   * Says whether a run would work where it is to run.
   *
   * @param patience longest time that any one question may take
   */
  Exit doctor(Options options, Duration patience) {
    try {
      return new DoctorCommand(jobs, options, stop, secrets, out, patience).run();
    } catch (Exception | Error e) {
      Failure failure =
          Failure.of(stop.isRequested() ? StopSignal.stopped("nothing was changed") : e);
      failure.print(err, options.verbose());
      return failure.exit();
    }
  }

  private void looked(String command, Options options, Consumer<JobContext> job) {
    Ready ready = ready(options, () -> options.readLook(new ConfigReader(jobs.known())), false);
    if (submitted(options, ready.folder())) {
      return;
    }
    KindredConfig config = ready.config();
    SparkConf spark = ready.spark();
    Engine engine = engineFor(config, spark);
    RunFolder folder = ready.folder();
    shapeLog(config, folder, spark);
    Progress.Display display = Progress.Display.standard(config.run().progressEvery());
    SparkStart start = new SparkStart(spark, engine, config.spark().startWait(), stop, display);
    try (RunVisit visit = RunVisit.open(folder, request(command, config));
        JobContext context =
            new JobContext(
                config,
                more -> options.read(new ConfigReader(jobs.known()), more),
                () -> start.start(() -> load(engine), jobs::start),
                visit,
                stop,
                display,
                out,
                clock)) {
      job.accept(context);
    }
  }

  /** From here on each line of the log, in whichever process, says whose it is. */
  private void shapeLog(KindredConfig config, RunFolder folder, SparkConf spark) {
    boolean json = config.run().jsonLog();
    LogShape shape = new LogShape(secrets, folder.id(), LogShape.DRIVER, json);
    Logs.shape(shape);
    RunPlugin.of(spark, folder.id(), json);
    if (json) {
      err = JsonStream.over(err, shape, clock);
      System.setErr(JsonStream.over(System.err, shape, clock));
    }
  }

  /** What was asked for, its paths where the driver and executors will find them. */
  private record Ready(KindredConfig config, SparkConf spark, RunFolder folder) {}

  /**
   * @param reads whether images and weights are read before anything else
   */
  private Ready ready(Options options, Supplier<KindredConfig> reader, boolean reads) {
    KindredConfig config = reader.get();
    SparkConf spark = sparkOf(config, options);
    Configuration hadoop = HadoopSettings.of(spark, secrets);
    if (options.afterSubmit().isEmpty()) {
      LocalInputs inputs =
          new LocalInputs(hadoop, Progress.Display.standard(config.run().progressEvery()));
      List<String> placed = inputs.place(config, options.beforeSubmit().isPresent());
      if (!placed.isEmpty()) {
        options.place(placed);
        config = reader.get();
      }
      // What only this machine sees is the driver's to find.
      if (reads && options.beforeSubmit().isEmpty()) {
        inputs.requireThere(config, DeployMode.isCluster(spark));
      }
    }
    return new Ready(config, spark, folder(config, hadoop));
  }

  /** Whether this process only sees to a driver that runs elsewhere. */
  private boolean submitted(Options options, RunFolder folder) {
    options
        .beforeSubmit()
        .ifPresent(f -> new Submission(folder, f).before(options.placed(), options.text()));
    options.afterSubmit().ifPresent(f -> new Submission(folder, f).after(out, options.outcome()));
    return options.beforeSubmit().isPresent() || options.afterSubmit().isPresent();
  }

  private SparkConf sparkOf(KindredConfig config, Options options) {
    SparkConf spark = SparkSetup.conf(config, new SparkConf(), options.spark());
    Arrays.stream(spark.getAll()).forEach(s -> secrets.learn(s._1(), s._2()));
    return spark;
  }

  private static Engine engineFor(KindredConfig config, SparkConf spark) {
    Engine engine = EngineChoice.of(config, spark);
    ExecutorChecks.ofBuild(engine, spark);
    return engine;
  }

  private static RunSession.Request request(String part, KindredConfig config) {
    Resolved resolved = config.resolved();
    return new RunSession.Request(
        part,
        resolved.hash(),
        resolved.render(),
        before -> Resolved.parse(before).difference(resolved));
  }

  private Exit checked(String command, Options options, Consumer<JobContext> job) {
    Ready ready =
        ready(
            options,
            () -> options.read(new ConfigReader(jobs.known())),
            command.equals("run") || command.equals(Study.REPEAT) || command.equals(Study.SWEEP));
    KindredConfig config = ready.config();
    SparkConf spark = ready.spark();
    Engine engine = engineFor(config, spark);
    RunFolder folder = ready.folder();
    if (submitted(options, folder)) {
      return Exit.DONE;
    }
    shapeLog(config, folder, spark);
    Optional<RunSession> opened =
        RunSession.open(
            folder,
            request(part(command, config), config),
            clock,
            LeaseTerms.of(config.run().lease()),
            () -> stop.check("nothing was begun"));
    if (opened.isEmpty()) {
      out.println(command + " of run " + folder.id() + " is already done: " + folder.root());
      return Exit.DONE;
    }
    try (RunSession session = opened.get()) {
      stop.onEnd(() -> lastWords(session));
      session.onLoss(stop::request);
      try {
        work(config, options, spark, engine, session, job);
        session.succeed();
      } catch (Exception | Error e) {
        throw ended(session, e);
      }
      out.println("run " + folder.id() + ": " + folder.root());
      return Exit.DONE;
    }
  }

  /** Of a process that is ended before the command could end by itself. */
  private Exit lastWords(RunSession session) {
    Exit exit = session.fail(Exit.TRY_LATER, StopSignal.stopped(KEPT).getMessage());
    session.error().ifPresent(line -> err.println("kindred: " + line));
    return exit;
  }

  /** Status, error line and exit status say the same, whatever went wrong first. */
  private KindredException ended(RunSession session, Throwable thrown) {
    Failure failure = Failure.of(thrown);
    try {
      session.check();
      if (stop.isRequested() && failure.exit() != Exit.TRY_LATER) {
        failure = Failure.of(StopSignal.stopped(KEPT));
      }
      session.fail(failure.exit(), secrets.clean(failure.message()));
    } catch (KindredException e) {
      if (e.exit() == Exit.TRY_LATER) {
        session.fail(e.exit(), secrets.clean(e.getMessage()));
        failure = Failure.of(e);
      } else {
        thrown.addSuppressed(e);
      }
    }
    KindredException told = new KindredException(failure.exit(), failure.message());
    told.initCause(thrown);
    return told;
  }

  private void load(Engine engine) {
    jobs.loadNatives();
    engine.load();
  }

  /** Every format of an export is done once, and so is every study. */
  private static String part(String command, KindredConfig config) {
    return switch (command) {
      case Kindred.EXPORT ->
          command + "-" + config.export().format().name().toLowerCase(Locale.ROOT);
      case Study.REPEAT, Study.SWEEP -> command + "-" + Study.plan(config);
      default -> command;
    };
  }

  private void work(
      KindredConfig config,
      Options options,
      SparkConf spark,
      Engine engine,
      RunSession session,
      Consumer<JobContext> job) {
    Progress.Display display = Progress.Display.standard(config.run().progressEvery());
    SparkStart start = new SparkStart(spark, engine, config.spark().startWait(), stop, display);
    try (JobContext context =
        new JobContext(
            config,
            more -> options.read(new ConfigReader(jobs.known()), more),
            () -> start.start(() -> load(engine), jobs::start),
            session,
            stop,
            display,
            out,
            clock)) {
      if (!session.folder().exists(RunFiles.PROVENANCE)) {
        context.provenance("unknown");
      }
      job.accept(context);
      context.finished();
    }
  }

  /** An existing folder keeps its run's id, when none is asked for. */
  private RunFolder folder(KindredConfig config, Configuration hadoop) {
    String hash = config.resolved().hash().substring(0, 6);
    String fresh = ID.format(clock.instant()) + "-" + hash;
    if (config.run().path().isPresent()) {
      String path = config.run().path().get();
      Optional<String> id =
          config
              .run()
              .id()
              .or(
                  () ->
                      RunSession.status(new RunFolder(path, fresh, hadoop)).map(RunStatus::runId));
      return new RunFolder(path, id.orElse(fresh), hadoop);
    }
    String id = config.run().id().orElse(fresh);
    return new RunFolder("runs/" + id, id, hadoop);
  }
}

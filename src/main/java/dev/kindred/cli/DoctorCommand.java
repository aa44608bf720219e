package dev.kindred.cli;

import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.SecretValues;
import dev.kindred.config.SparkSettings.StartWait;
import dev.kindred.doctor.Doctor;
import dev.kindred.doctor.Finding;
import dev.kindred.doctor.Findings;
import dev.kindred.doctor.PathNeed;
import dev.kindred.engine.Engine;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Progress;
import dev.kindred.run.StopSignal;
import dev.kindred.train.EngineChoice;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** {@code kindred doctor}: says before a run starts whether it will work, and what to do else. */
@DriverOnly
final class DoctorCommand {
  private static final String EVENT_LOG = "spark.eventLog.";

  private final Jobs jobs;
  private final Options options;
  private final StopSignal stop;
  private final SecretValues secrets;
  private final PrintStream out;
  private final Duration patience;

  /**
   * @param patience longest time that any one question may take
   */
  DoctorCommand(
      Jobs jobs,
      Options options,
      StopSignal stop,
      SecretValues secrets,
      PrintStream out,
      Duration patience) {
    this.jobs = jobs;
    this.options = options;
    this.stop = stop;
    this.secrets = secrets;
    this.out = out;
    this.patience = patience;
  }

  /**
   * Looks at everything and prints the table.
   *
   * @return {@link Exit#FAILED} when a check has failed
   * @throws KindredException (usage) for a configuration that cannot be used
   */
  Exit run() {
    long start = System.nanoTime();
    KindredConfig config =
        options.read(
            new ConfigReader(jobs.known()).assuming(List.of("data.path=" + Check.NO_DATA)));
    SparkConf spark = SparkSetup.conf(config, new SparkConf(), options.spark());
    Arrays.stream(spark.getAll()).forEach(s -> secrets.learn(s._1(), s._2()));
    Engine engine = EngineChoice.of(config, spark);
    Findings findings = new Findings(out);
    try (Doctor doctor = new Doctor(patient(config, spark, engine), findings)) {
      builds(engine, spark).ifPresent(findings);
      doctor.driver(patience);
      stop.check("nothing was changed");
      executors(doctor, config, spark, engine, findings);
    }
    stop.check("nothing was changed");
    findings.end(Duration.ofNanos(System.nanoTime() - start));
    return findings.anyFailed() ? Exit.FAILED : Exit.DONE;
  }

  private Doctor.Patient patient(KindredConfig config, SparkConf spark, Engine engine) {
    Configuration hadoop = HadoopSettings.of(spark, secrets);
    String run = config.run().path().orElseGet(() -> "runs/" + config.run().id().orElse("doctor"));
    List<PathNeed> further =
        spark.getBoolean(EVENT_LOG + "enabled", false)
            ? List.of(
                new PathNeed(
                    EVENT_LOG + "dir",
                    spark.get(EVENT_LOG + "dir", "/tmp/spark-events"),
                    PathNeed.Use.FILL,
                    false))
            : List.of();
    return new Doctor.Patient(
        config,
        !config.data().path().equals(Check.NO_DATA),
        run,
        engine,
        hadoop,
        Executors.count(spark),
        new Doctor.Limits(
            Runtime.getRuntime().maxMemory(),
            Executors.processes(spark) ? spark.getSizeAsMb("spark.executor.memory", "1g") : 0),
        further);
  }

  private static Optional<Finding> builds(Engine engine, SparkConf spark) {
    try {
      ExecutorChecks.ofBuild(engine, spark);
      return Optional.empty();
    } catch (KindredException e) {
      return Optional.of(Finding.of("gpu", Finding.DRIVER, e, "docs/gpu.md"));
    }
  }

  private void executors(
      Doctor doctor, KindredConfig config, SparkConf conf, Engine engine, Findings findings) {
    Progress.Display display = Progress.Display.standard(config.run().progressEvery());
    StartWait wait = new StartWait(patience, patience);
    SparkStart start = new SparkStart(conf, engine, wait, stop, display).unchecked();
    JavaSparkContext spark;
    try {
      spark = start.start(jobs::loadNatives, jobs::start);
    } catch (Exception e) {
      // Spark is Scala and throws whatever it likes.
      stop.check("nothing was changed");
      findings.accept(
          Finding.of(
              "executors", Finding.DRIVER, e, "see the lines above, and docs/troubleshooting.md"));
      return;
    }
    stop.onCancel(() -> spark.sc().cancelAllJobs());
    boolean hurried = true;
    try {
      hurried = !doctor.executors(spark, patience);
    } finally {
      new SparkEnd(spark).within(hurried || stop.isRequested());
    }
  }
}

package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.MetricsLog;
import dev.kindred.run.Progress;
import dev.kindred.run.Provenance;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.run.RunSession;
import dev.kindred.run.RunVisit;
import dev.kindred.run.StopSignal;
import dev.kindred.run.TensorBoardLog;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** What a job works with. Spark is started when it is first asked for. Not thread-safe. */
@DriverOnly
public final class JobContext implements AutoCloseable {
  private final KindredConfig config;
  private final Supplier<JavaSparkContext> sparkStarter;
  private final Optional<RunSession> session;
  private final RunFolder folder;
  private final MetricsLog metrics;
  private final StopSignal stop;
  private final Progress.Display display;
  private final PrintStream out;
  private final InstantSource clock;
  private JavaSparkContext spark;
  private TaskProgress tasks;

  JobContext(
      KindredConfig config,
      Supplier<JavaSparkContext> sparkStarter,
      RunSession session,
      StopSignal stop,
      Progress.Display display,
      PrintStream out,
      InstantSource clock) {
    this(config, sparkStarter, session.folder(), Optional.of(session), stop, display, out, clock);
  }

  /** Of a look at a run that leaves it as it is. */
  JobContext(
      KindredConfig config,
      Supplier<JavaSparkContext> sparkStarter,
      RunVisit visit,
      StopSignal stop,
      Progress.Display display,
      PrintStream out,
      InstantSource clock) {
    this(config, sparkStarter, visit.folder(), Optional.empty(), stop, display, out, clock);
  }

  private JobContext(
      KindredConfig config,
      Supplier<JavaSparkContext> sparkStarter,
      RunFolder folder,
      Optional<RunSession> session,
      StopSignal stop,
      Progress.Display display,
      PrintStream out,
      InstantSource clock) {
    this.config = config;
    this.sparkStarter = sparkStarter;
    this.folder = folder;
    this.session = session;
    this.metrics = MetricsLog.open(folder, clock);
    if (session.isPresent() && config.run().tensorBoard()) {
      metrics.showIn(TensorBoardLog.create(folder, clock.instant()));
    }
    this.stop = stop;
    this.display = display;
    this.out = out;
    this.clock = clock;
  }

  /** The checked configuration. */
  public KindredConfig config() {
    return config;
  }

  /** The run at work; there is none in a look at a finished one. */
  public RunSession session() {
    return session.orElseThrow();
  }

  /** The run's folder. */
  public RunFolder folder() {
    return folder;
  }

  /** The run's {@code metrics.jsonl}. */
  public MetricsLog metrics() {
    return metrics;
  }

  /** Whether the process was asked to stop. */
  public StopSignal stop() {
    return stop;
  }

  /** Where progress is shown. */
  public Progress.Display display() {
    return display;
  }

  /** Standard output, for results. */
  public PrintStream out() {
    return out;
  }

  /** For time stamps. */
  public InstantSource clock() {
    return clock;
  }

  /** The folder of packed images: the configured one or the run's own. */
  public String store() {
    return config.store().path().orElse(folder().path(RunFiles.STORE).toString());
  }

  /** Settings of Hadoop's file systems. */
  public Configuration hadoop() {
    return folder().fileSystem().getConf();
  }

  /** Spark, on the configured master. */
  public JavaSparkContext spark() {
    if (spark == null) {
      stop.check("nothing was started yet");
      JavaSparkContext started = sparkStarter.get();
      stop.onCancel(() -> started.sc().cancelAllJobs());
      spark = started;
      tasks =
          TaskProgress.show(
              spark.sc(), display, Set.of("kindred-embed", "kindred-evaluate", "kindred-report", "kindred-look"));
    }
    return spark;
  }

  /** Renews {@code provenance.json} once the data are known. */
  public Provenance provenance(String dataHash) {
    Provenance provenance =
        Provenance.of(
            folder().id(), config.resolved().hash(), dataHash, session().engine(), clock.instant());
    folder().write(RunFiles.PROVENANCE, provenance.json());
    return provenance;
  }

  @Override
  public void close() {
    try {
      metrics.close();
    } finally {
      if (spark != null) {
        tasks.close();
        new SparkEnd(spark).within(stop.isRequested());
      }
    }
  }
}

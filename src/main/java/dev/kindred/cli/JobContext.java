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
import dev.kindred.store.SharedFolders;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** What a job works with. Spark is started when it is first asked for. Not thread-safe. */
@DriverOnly
public final class JobContext implements AutoCloseable {
  private final KindredConfig config;
  private final Function<List<String>, KindredConfig> variants;
  private final Supplier<JavaSparkContext> sparkStarter;
  private final boolean borrowed;
  private final Optional<RunSession> session;
  private final RunFolder folder;
  private final MetricsLog metrics;
  private final Tracking tracking;
  private final StopSignal stop;
  private final Progress.Display display;
  private final PrintStream out;
  private final InstantSource clock;
  private JavaSparkContext spark;
  private TaskProgress tasks;

  /**
   * @param variants the configuration once more, with further {@code key=value} on top
   */
  JobContext(
      KindredConfig config,
      Function<List<String>, KindredConfig> variants,
      Supplier<JavaSparkContext> sparkStarter,
      RunSession session,
      StopSignal stop,
      Progress.Display display,
      PrintStream out,
      InstantSource clock) {
    this(
        config,
        variants,
        sparkStarter,
        false,
        session.folder(),
        Optional.of(session),
        stop,
        display,
        out,
        clock);
  }

  /** Of a look at a run that leaves it as it is. */
  JobContext(
      KindredConfig config,
      Function<List<String>, KindredConfig> variants,
      Supplier<JavaSparkContext> sparkStarter,
      RunVisit visit,
      StopSignal stop,
      Progress.Display display,
      PrintStream out,
      InstantSource clock) {
    this(
        config,
        variants,
        sparkStarter,
        false,
        visit.folder(),
        Optional.empty(),
        stop,
        display,
        out,
        clock);
  }

  private JobContext(
      KindredConfig config,
      Function<List<String>, KindredConfig> variants,
      Supplier<JavaSparkContext> sparkStarter,
      boolean borrowed,
      RunFolder folder,
      Optional<RunSession> session,
      StopSignal stop,
      Progress.Display display,
      PrintStream out,
      InstantSource clock) {
    this.config = config;
    this.variants = variants;
    this.sparkStarter = sparkStarter;
    this.borrowed = borrowed;
    this.folder = folder;
    this.session = session;
    this.metrics = MetricsLog.open(folder, clock);
    this.tracking = new Tracking(config, folder, metrics, session.isPresent(), clock.instant());
    this.stop = stop;
    this.display = display;
    this.out = out;
    this.clock = clock;
  }

  /**
   * For a run inside of this one, on the same Spark, which it leaves running; it prints nothing.
   */
  JobContext within(KindredConfig other, RunSession inner) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new JobContext(
        other,
        variants,
        this::spark,
        true,
        inner.folder(),
        Optional.of(inner),
        stop,
        display,
        nowhere,
        clock);
  }

  /**
   * The configuration with further {@code key=value} on top of what the user gave.
   *
   * @throws dev.kindred.run.KindredException (usage) naming every mistake
   */
  KindredConfig variant(List<String> overrides) {
    return variants.apply(overrides);
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
    return folder().hadoop();
  }

  /** Spark, on the configured master. */
  public JavaSparkContext spark() {
    if (borrowed) {
      return sparkStarter.get();
    }
    if (spark == null) {
      stop.check("nothing was started yet");
      JavaSparkContext started = sparkStarter.get();
      stop.onCancel(() -> started.sc().cancelAllJobs());
      spark = started;
      tasks =
          TaskProgress.show(
              spark.sc(),
              display,
              Set.of("kindred-embed", "kindred-evaluate", "kindred-report", "kindred-look"));
      if (session.isPresent() && DeployMode.isCluster(spark.getConf())) {
        SharedFolders.check(spark, folder);
      }
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

  /** To be called when the work is done; a context that is closed without was stopped or failed. */
  void finished() {
    tracking.finished();
  }

  @Override
  public void close() {
    try {
      tracking.end(stop.isRequested());
      metrics.close();
    } finally {
      if (spark != null) {
        tasks.close();
        new SparkEnd(spark).within(stop.isRequested());
      }
    }
  }
}

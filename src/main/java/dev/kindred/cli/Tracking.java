package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.config.RunSettings;
import dev.kindred.run.BuildInfo;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.KindredException;
import dev.kindred.run.LiveMetrics;
import dev.kindred.run.MetricSink;
import dev.kindred.run.MetricValue;
import dev.kindred.run.MetricsLog;
import dev.kindred.run.Moment;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.run.TensorBoardLog;
import dev.kindred.track.Attachment;
import dev.kindred.track.End;
import dev.kindred.track.MlflowTracker;
import dev.kindred.track.TrackedRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;

/** Where a run's metrics are shown beside its folder. */
@DriverOnly
final class Tracking {
  private final RunFolder folder;
  private final Optional<MlflowTracker> mlflow;
  private final boolean sendsModel;
  private boolean finished;

  /**
   * Begins.
   *
   * @param working whether the run is at work, not only looked at
   */
  Tracking(
      KindredConfig config, RunFolder folder, MetricsLog metrics, boolean working, Instant now) {
    this.folder = folder;
    if (working) {
      metrics.showIn(new Live());
    }
    if (working && config.run().tensorBoard()) {
      metrics.showIn(TensorBoardLog.create(folder, now));
    }
    this.mlflow =
        config
            .run()
            .mlflow()
            .filter(m -> working)
            .map(m -> tracker(m.uri(), m.experiment(), config));
    mlflow.ifPresent(metrics::showIn);
    this.sendsModel = config.run().mlflow().map(RunSettings.Mlflow::model).orElse(false);
  }

  /** For Spark's metrics system, {@link RunPlugin}. */
  private static final class Live implements MetricSink {
    @Override
    public void add(Instant time, Moment moment, List<MetricValue> values) {
      values.forEach(LiveMetrics.ofThisProcess()::set);
    }

    @Override
    public void flush() {
      // Read whenever somebody looks.
    }

    @Override
    public void close() {
      // The values stay.
    }
  }

  private MlflowTracker tracker(String uri, String experiment, KindredConfig config) {
    Map<String, String> tags =
        Map.of(
            "kindred.run_id", folder.id(),
            "kindred.configuration_hash", config.resolved().hash(),
            "mlflow.source.name", "kindred",
            "mlflow.source.type", "JOB",
            "mlflow.source.git.commit", BuildInfo.load().revision(),
            "mlflow.user", System.getProperty("user.name"));
    return new MlflowTracker(
        uri,
        experiment,
        new TrackedRun(folder.id(), folder.root().toString(), config.resolved().deciding(), tags),
        System.getenv(),
        MlflowTracker.Patience.USUAL);
  }

  /** The work is done. */
  void finished() {
    finished = true;
  }

  /** To be called before the metrics are closed. */
  void end(boolean stopped) {
    mlflow.ifPresent(
        m -> {
          if (finished) {
            m.ends(End.FINISHED);
          } else {
            m.ends(stopped ? End.KILLED : End.FAILED);
          }
          attach(m);
        });
  }

  private void attach(MlflowTracker tracker) {
    try {
      folder
          .read(RunFiles.REPORT)
          .ifPresent(
              page -> tracker.attach(RunFiles.REPORT, page.getBytes(StandardCharsets.UTF_8)));
      if (folder.exists(RunFiles.MODEL)) {
        tracker.tag("kindred.model", folder.path(RunFiles.MODEL).toString());
        if (finished && sendsModel) {
          attachModel(tracker);
        }
      }
    } catch (KindredException | IOException e) {
      // A folder that cannot be read has its own line; the tracker says the rest.
    }
  }

  /** Files only: what {@code export} adds is a folder, and for others. */
  private void attachModel(MlflowTracker tracker) throws IOException {
    List<Attachment> files = new ArrayList<>();
    StringBuilder version = new StringBuilder();
    for (FileStatus file : folder.fileSystem().listStatus(folder.path(RunFiles.MODEL))) {
      if (file.isFile()) {
        String name = RunFiles.MODEL + "/" + file.getPath().getName();
        files.add(
            new Attachment(name, file.getLen(), () -> folder.fileSystem().open(file.getPath())));
        version.append("%s %d %d;".formatted(name, file.getLen(), file.getModificationTime()));
      }
    }
    tracker.attachModel(
        UUID.nameUUIDFromBytes(version.toString().getBytes(StandardCharsets.UTF_8)).toString(),
        files);
  }
}

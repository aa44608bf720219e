package dev.kindred.publish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kindred.model.Checksums;
import dev.kindred.run.Exit;
import dev.kindred.run.Json;
import dev.kindred.run.KindredException;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricLines;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.run.RunSession;
import dev.kindred.run.RunStatus;
import dev.kindred.train.ModelFolder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A finished run whose model may be published.
 *
 * @param run its folder
 * @param runId its id
 * @param value of the metric that decides
 * @param sha256 of its weights
 * @param dataHash of its data
 */
record Candidate(RunFolder run, String runId, double value, String sha256, String dataHash) {
  private static final String VALIDATION = "validation";

  /** Of these more is better. */
  private static final Pattern MORE_IS_BETTER =
      Pattern.compile(
          "(validation|eval)\\.(class_)?(recall_at_\\d+|r_precision|map_at_r|nmi|ami|pair_f1|roc_auc)");

  /**
   * Looks at a run.
   *
   * @param metric as in {@code metrics.jsonl}; of one on held-out classes that of the round whose
   *     state became the model, else the last
   * @throws KindredException (bad data) when the run is not finished, its model is not what was
   *     written, or the metric was not measured; (usage) when less of the metric is better
   */
  static Candidate of(RunFolder run, String metric) {
    if (!MORE_IS_BETTER.matcher(metric).matches()) {
      throw new KindredException(
          Exit.USAGE,
          "--metric "
              + metric
              + " does not say which model is better; take "
              + Metric.VALIDATION_RECALL_AT_1.key()
              + ", eval.recall_at_1, eval.map_at_r or the like");
    }
    RunStatus status =
        RunSession.status(run)
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.BAD_DATA,
                        run.path(RunFiles.STATUS) + " is not there: this is no run's folder"));
    if (status.state() != RunStatus.State.DONE || !run.exists(RunFiles.SUCCESS)) {
      throw new KindredException(
          Exit.BAD_DATA,
          "run %s is %s; finish it before its model is published"
              .formatted(status.runId(), status.state().name().toLowerCase(Locale.ROOT)));
    }
    // Weights that do not fit their card must not get further.
    ModelFolder.read(run);
    double value =
        value(run, metric)
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.BAD_DATA,
                        "run "
                            + status.runId()
                            + " has not measured "
                            + metric
                            + "; set kindred.sampling.validation-share and"
                            + " kindred.train.evaluate-every-rounds above 0, or name another"
                            + " --metric"));
    String provenance = run.read(RunFiles.PROVENANCE).orElse("{}");
    return new Candidate(
        run,
        status.runId(),
        value,
        sha256(run),
        Json.parse(provenance, RunFiles.PROVENANCE).path("data_hash").asText());
  }

  private static String sha256(RunFolder run) {
    try (InputStream in = run.fileSystem().open(run.path(ModelFolder.WEIGHTS))) {
      return Checksums.of(in);
    } catch (IOException e) {
      throw new KindredException(
          Exit.BAD_DATA, run.path(ModelFolder.WEIGHTS) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static OptionalDouble value(RunFolder run, String metric) {
    MetricLines lines = MetricLines.read(run);
    if (!metric.startsWith(VALIDATION + ".")) {
      return lines.last("trained", metric);
    }
    return lines.best(VALIDATION, ModelFolder.chosenBy(run)).stream()
        .map(line -> line.path(metric))
        .filter(JsonNode::isNumber)
        .mapToDouble(JsonNode::asDouble)
        .findFirst();
  }
}

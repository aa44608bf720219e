package dev.kindred.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricLines;
import dev.kindred.run.RunFolder;
import dev.kindred.run.RunSession;
import dev.kindred.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a training's folder says.
 *
 * @param planned the training
 * @param state of its last command
 * @param error its line, where it failed
 * @param best the best value of the validation metric; empty where nothing was held out
 * @param bestStep steps of each executor up to that value; 0 where nothing was held out
 * @param dropSteps steps after which the learning rate was lower than before
 * @param figures of the test split by their names; empty where it was not measured
 * @param bestOnTest the highest Recall of the test split at any time of training, where it was
 *     looked at
 */
public record Outcome(
    Planned planned,
    RunStatus.State state,
    String error,
    OptionalDouble best,
    long bestStep,
    List<Long> dropSteps,
    Map<String, Double> figures,
    OptionalDouble bestOnTest) {
  private static final String FIGURES = "eval.";

  public Outcome {
    dropSteps = List.copyOf(dropSteps);
    figures = Map.copyOf(figures);
  }

  /** Whether it ended well. */
  public boolean done() {
    return state == RunStatus.State.DONE;
  }

  /**
   * Reads the folder.
   *
   * @param validation name of the metric that chooses
   * @param recall name of the metric of which the best on the test split is told
   */
  public static Outcome read(Planned planned, RunFolder folder, String validation, String recall) {
    Optional<RunStatus> status = RunSession.status(folder);
    MetricLines lines = MetricLines.read(folder);
    Optional<ObjectNode> best = lines.best("validation", validation);
    Optional<ObjectNode> onTest = lines.best("test", recall);
    return new Outcome(
        planned,
        status.map(RunStatus::state).orElse(RunStatus.State.INTERRUPTED),
        status.map(RunStatus::error).orElse("not begun"),
        value(best, validation),
        best.map(b -> b.path("step").asLong()).orElse(0L),
        drops(lines.lines()),
        status.map(s -> only(s.metrics())).orElse(Map.of()),
        value(onTest, recall));
  }

  private static Map<String, Double> only(Map<String, Double> metrics) {
    Map<String, Double> figures = new TreeMap<>(metrics);
    figures.keySet().removeIf(k -> !k.startsWith(FIGURES) || k.equals(Metric.EVAL_SECONDS.key()));
    return figures;
  }

  private static List<Long> drops(List<ObjectNode> lines) {
    String key = Metric.LEARNING_RATE.key();
    List<Long> drops = new ArrayList<>();
    ObjectNode before = null;
    for (ObjectNode line : lines) {
      if (line.path("stage").asText().equals("train") && line.hasNonNull(key)) {
        if (before != null && line.path(key).asDouble() < before.path(key).asDouble()) {
          drops.add(before.path("step").asLong());
        }
        before = line;
      }
    }
    return drops;
  }

  private static OptionalDouble value(Optional<ObjectNode> line, String key) {
    return line.isPresent()
        ? OptionalDouble.of(line.get().path(key).asDouble())
        : OptionalDouble.empty();
  }
}

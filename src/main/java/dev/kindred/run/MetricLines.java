package dev.kindred.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run's {@code metrics.jsonl} says.
 *
 * @param lines in the order of time
 */
public record MetricLines(List<ObjectNode> lines) {
  public MetricLines {
    lines = List.copyOf(lines);
  }

  /**
   * Reads the file; one that is not there has no lines.
   *
   * @throws KindredException with {@link Exit#BAD_DATA} when a line is not a JSON object
   */
  public static MetricLines read(RunFolder folder) {
    return new MetricLines(
        folder
            .read(RunFiles.METRICS)
            .map(text -> text.lines().map(l -> Json.parse(l, RunFiles.METRICS)).toList())
            .orElse(List.of()));
  }

  /**
   * The line of a stage where a metric is highest; of equal ones the first, as training chooses the
   * state that becomes the model.
   */
  public Optional<ObjectNode> best(String stage, String key) {
    ObjectNode best = null;
    for (ObjectNode line : lines) {
      if (line.path("stage").asText().equals(stage)
          && line.path(key).isNumber()
          && (best == null || line.path(key).asDouble() > best.path(key).asDouble())) {
        best = line;
      }
    }
    return Optional.ofNullable(best);
  }

  /** What a stage has measured last. */
  public OptionalDouble last(String stage, String key) {
    return lines.stream()
        .filter(line -> line.path("stage").asText().equals(stage) && line.path(key).isNumber())
        .mapToDouble(line -> line.path(key).asDouble())
        .reduce((earlier, later) -> later);
  }
}

package dev.kindred.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.report.BarChart;
import dev.kindred.report.Chart;
import dev.kindred.report.LineChart;
import dev.kindred.report.LineChart.Level;
import dev.kindred.report.LineChart.Line;
import dev.kindred.report.LineChart.Point;
import dev.kindred.run.Metric;
import dev.kindred.run.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Charts of a run by the lines of its metrics. Of what was measured twice, as after resuming, the
 * later counts.
 *
 * @param lines of {@code metrics.jsonl}
 * @param ks the K of Recall@K
 * @param untrained what the network was before training, such as pretrained
 */
record ReportCurves(List<ObjectNode> lines, List<Integer> ks, String untrained) {
  private static final String SEEN = "images seen";

  /** Loss, Recall and speed, as far as they were measured. */
  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    List<ObjectNode> train = stage(Moment.TRAINING);
    if (!train.isEmpty()) {
      charts.add(chart("Loss", "mean of a round", line("loss", train, Metric.LOSS.key(), 1)));
    }
    recall().ifPresent(charts::add);
    List<ObjectNode> validation = stage("validation");
    if (!validation.isEmpty()) {
      charts.add(
          chart(
              "Recall@1 on validation classes",
              "%",
              line("R@1", validation, Metric.VALIDATION_RECALL_AT_1.key(), 100)));
    }
    if (!train.isEmpty()) {
      charts.add(
          chart(
              "Throughput",
              "images a second, all executors",
              line("training", train, Metric.IMAGES_PER_SECOND.key(), 1)));
    }
    return charts;
  }

  private static Chart chart(String title, String unit, Line line) {
    return new LineChart(title, SEEN, unit, List.of(line), List.of());
  }

  private Optional<Chart> recall() {
    List<ObjectNode> measured = stage("test", "trained");
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    List<Line> recalls =
        ks.stream().map(k -> line("R@" + k, measured, Metric.RECALL_AT_K.key(k), 100)).toList();
    List<Level> levels = new ArrayList<>();
    level("raw-pixels", "raw pixels").ifPresent(levels::add);
    level("pretrained", untrained).ifPresent(levels::add);
    return Optional.of(new LineChart("Recall@K on held-out classes", SEEN, "%", recalls, levels));
  }

  private Optional<Level> level(String stage, String name) {
    String key = Metric.RECALL_AT_K.key(ks.get(0));
    return stage(stage).stream()
        .filter(n -> n.hasNonNull(key))
        .map(n -> new Level("%s R@%d".formatted(name, ks.get(0)), 100 * n.path(key).asDouble()))
        .findFirst();
  }

  /** How the time of the rounds divides; empty when there were none. */
  Optional<Chart> times() {
    List<ObjectNode> train = stage(Moment.TRAINING);
    if (train.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Metric> parts = new LinkedHashMap<>();
    parts.put("input", Metric.ROUND_INPUT_SECONDS);
    parts.put("compute", Metric.ROUND_COMPUTE_SECONDS);
    parts.put("sending", Metric.ROUND_SEND_SECONDS);
    parts.put("averaging", Metric.ROUND_AVERAGE_SECONDS);
    return Optional.of(
        new BarChart(
            "Where the time of each round went",
            "round",
            "seconds",
            train.stream().map(n -> n.path("round").asText()).toList(),
            parts.entrySet().stream()
                .map(
                    e ->
                        new BarChart.Part(
                            e.getKey(),
                            train.stream()
                                .map(n -> n.path(e.getValue().key()).asDouble())
                                .toList()))
                .toList()));
  }

  /** Time of all rounds in seconds. */
  double seconds() {
    return stage(Moment.TRAINING).stream()
        .mapToDouble(n -> n.path(Metric.ROUND_SECONDS.key()).asDouble())
        .sum();
  }

  /** Images trained on, all executors. */
  long images() {
    return (long)
        stage(Moment.TRAINING).stream()
            .mapToDouble(n -> n.path("images").asDouble())
            .max()
            .orElse(0);
  }

  /**
   * Lines of some stages by the images seen; {@code evaluate} does not know how many there were.
   */
  private List<ObjectNode> stage(String... names) {
    double last = lines.stream().mapToDouble(n -> n.path("images").asDouble()).max().orElse(0);
    Map<Double, ObjectNode> byImages = new TreeMap<>();
    for (ObjectNode line : lines) {
      String stage = line.path("stage").asText();
      if (Stream.of(names).anyMatch(stage::equals)) {
        double images = line.path("images").asDouble();
        double at = images == 0 && stage.equals("trained") ? last : images;
        byImages.put(at, line.deepCopy().put("images", at));
      }
    }
    return List.copyOf(byImages.values());
  }

  private static Line line(String name, List<ObjectNode> lines, String key, double scale) {
    return new Line(
        name,
        lines.stream()
            .map(
                n ->
                    new Point(
                        n.path("images").asDouble(),
                        scale * number(n.path(key)),
                        scale * number(n.path(key + "_low")),
                        scale * number(n.path(key + "_high"))))
            .toList());
  }

  private static double number(JsonNode value) {
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }
}

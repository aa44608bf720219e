package dev.kindred.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.report.Chart;
import dev.kindred.report.ReportData;
import dev.kindred.report.ReportPage;
import dev.kindred.report.Table;
import dev.kindred.report.TimeTable;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Json;
import dev.kindred.run.Metric;
import dev.kindred.run.Provenance;
import dev.kindred.run.RunFiles;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** Puts {@code report.html} together from what a run measured. */
@DriverOnly
final class RunReport {
  private final JobContext context;
  private final Map<String, RetrievalResult> results;

  /**
   * @param results by the name of what was measured, in the order to be shown
   */
  RunReport(JobContext context, Map<String, RetrievalResult> results) {
    this.context = context;
    this.results = new LinkedHashMap<>(results);
  }

  /** The summary for terminal and page. */
  Table summary() {
    return Summary.of(
        results,
        context.config().evaluate().recallAt(),
        "Retrieval on held-out classes",
        "images of classes never trained on");
  }

  /**
   * Writes the page.
   *
   * @param before what the queries' neighbours were before training
   * @param after and after it; may be null
   */
  void write(ShownQueries before, ShownQueries after, Provenance provenance) {
    ReportData data =
        new ReportData(
            "%s on %s".formatted(context.config().backbone().name(), dataName()),
            context.folder().id(),
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")
                .withZone(ZoneOffset.UTC)
                .format(context.clock().instant()),
            facts(),
            List.of(summary()),
            charts(),
            before.panels(after),
            times(),
            provenanceFacts(provenance));
    context.folder().write(RunFiles.REPORT, ReportPage.html(data));
  }

  private String dataName() {
    return new Path(context.config().data().path()).getName();
  }

  private List<ReportData.Fact> facts() {
    var c = context.config();
    return List.of(
        new ReportData.Fact("loss", c.loss().name()),
        new ReportData.Fact(
            "batch",
            c.sampling().describe()),
        new ReportData.Fact("image side", c.backbone().size() + " px"),
        new ReportData.Fact("embedding", c.backbone().dim() + " numbers"),
        new ReportData.Fact(
            "executors", Integer.toString(Executors.count(context.spark().getConf()))),
        new ReportData.Fact("steps between averagings", "" + c.train().averaging().every()));
  }

  private static List<ReportData.Fact> provenanceFacts(Provenance p) {
    List<ReportData.Fact> facts = new ArrayList<>();
    facts.add(new ReportData.Fact("git revision", p.revision()));
    facts.add(new ReportData.Fact("configuration", p.configurationHash()));
    facts.add(new ReportData.Fact("data", p.dataHash()));
    p.versions().forEach((k, v) -> facts.add(new ReportData.Fact(k, v)));
    p.hardware().forEach((k, v) -> facts.add(new ReportData.Fact(k, v)));
    return facts;
  }

  private List<ObjectNode> lines(String stage) {
    return context.metrics().lines().stream()
        .map(line -> Json.parse(line, RunFiles.METRICS))
        .filter(n -> n.path("stage").asText().equals(stage))
        .toList();
  }

  private List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    List<ObjectNode> train = lines("train");
    if (!train.isEmpty()) {
      charts.add(
          new Chart(
              "Loss",
              "images seen",
              "mean loss of a round",
              List.of(series("loss", train, Metric.LOSS.key(), 1))));
    }
    List<ObjectNode> curve = lines("test");
    if (!curve.isEmpty()) {
      List<Chart.Series> series =
          context.config().evaluate().recallAt().stream()
              .map(k -> series("R@" + k, curve, Metric.RECALL_AT_K.key(k), 100))
              .toList();
      charts.add(
          new Chart("Recall@K on held-out classes", "images seen", "%", series, references()));
    }
    List<ObjectNode> validation = lines("validation");
    if (!validation.isEmpty()) {
      charts.add(
          new Chart(
              "Recall@1 on validation classes",
              "images seen",
              "%",
              List.of(series("R@1", validation, Metric.VALIDATION_RECALL_AT_1.key(), 100))));
    }
    return charts;
  }

  private List<Chart.Reference> references() {
    return results.entrySet().stream()
        .limit(2)
        .map(
            e ->
                new Chart.Reference(
                    e.getKey() + " R@1",
                    100
                        * e.getValue()
                            .recallAt()
                            .get(context.config().evaluate().recallAt().get(0))))
        .toList();
  }

  private static Chart.Series series(
      String name, List<ObjectNode> lines, String key, double scale) {
    return new Chart.Series(
        name,
        lines.stream()
            .filter(n -> n.hasNonNull(key))
            .map(n -> new Chart.Point(n.path("images").asDouble(), scale * n.path(key).asDouble()))
            .toList());
  }

  private TimeTable times() {
    Map<String, Metric> parts = new LinkedHashMap<>();
    parts.put("input", Metric.ROUND_INPUT_SECONDS);
    parts.put("compute", Metric.ROUND_COMPUTE_SECONDS);
    parts.put("sending", Metric.ROUND_SEND_SECONDS);
    parts.put("averaging", Metric.ROUND_AVERAGE_SECONDS);
    List<TimeTable.Round> rounds =
        lines("train").stream()
            .map(
                n ->
                    new TimeTable.Round(
                        n.path("round").asText(),
                        parts.values().stream().map(m -> n.path(m.key()).asDouble()).toList()))
            .toList();
    return new TimeTable(List.copyOf(parts.keySet()), rounds);
  }
}

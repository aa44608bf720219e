package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.config.Secrets;
import dev.kindred.report.Album;
import dev.kindred.report.Chart;
import dev.kindred.report.FactList.Fact;
import dev.kindred.report.Figures;
import dev.kindred.report.Note;
import dev.kindred.report.ReportData;
import dev.kindred.report.ReportPage;
import dev.kindred.report.Section;
import dev.kindred.report.Table;
import dev.kindred.retrieval.Collapse;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Json;
import dev.kindred.run.Provenance;
import dev.kindred.run.RunFiles;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Puts {@code report.html} together from what a run measured. */
@DriverOnly
final class RunReport {
  private final JobContext context;
  private final String title;
  private final List<Fact> facts;
  private final Map<String, RetrievalResult> results;
  private final Optional<Table> summary;

  private RunReport(
      JobContext context,
      String title,
      List<Fact> facts,
      Map<String, RetrievalResult> results,
      Optional<Table> summary) {
    this.context = context;
    this.title = title;
    this.facts = facts;
    this.results = new LinkedHashMap<>(results);
    this.summary = summary;
  }

  /**
   * Of a model.
   *
   * @param results by the name of what was measured, in the order to be shown; may be empty
   */
  static RunReport ofModel(JobContext context, Map<String, RetrievalResult> results) {
    KindredConfig config = context.config();
    Optional<Table> summary =
        results.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Summary.of(
                    results,
                    config.evaluate().recallAt(),
                    "Retrieval on held-out classes",
                    "images of classes never trained on"));
    String data = name(config.data().path());
    return new RunReport(
        context,
        "%s on %s".formatted(config.backbone().name(), data),
        ReportFacts.few(config, Executors.count(context.spark().getConf())),
        results,
        summary);
  }

  /** Of embeddings that were made elsewhere. */
  static RunReport ofTable(
      JobContext context, String path, int d, Map<String, RetrievalResult> results, Table summary) {
    return new RunReport(
        context,
        "Embeddings of " + name(path),
        List.of(new Fact("embedding", d + " numbers")),
        results,
        Optional.of(summary));
  }

  /** The summary for terminal and page, once something was measured. */
  Table summary() {
    return summary.orElseThrow();
  }

  /**
   * Writes the page.
   *
   * @param evaluated empty while nothing was measured
   */
  void write(Optional<Evaluated> evaluated, Provenance provenance) {
    KindredConfig config = context.config();
    ReportCurves curves =
        new ReportCurves(
            context.metrics().lines().stream()
                .map(line -> Json.parse(line, RunFiles.METRICS))
                .toList(),
            config.evaluate().recallAt(),
            untrained(config));
    List<Section> sections = new ArrayList<>();
    if (evaluated.isPresent()) {
      Collapse.of(evaluated.get().embeddings())
          .warning()
          .ifPresent(line -> sections.add(new Note("Collapsed", line)));
      sections.add(ReportHeadlines.of(results, curves));
      sections.add(summary());
    } else {
      sections.add(new Note("Not evaluated yet", "evaluate measures the model of this run."));
    }
    List<Chart> charts = curves.charts();
    if (!charts.isEmpty()) {
      sections.add(new Figures("By images seen", "", charts, List.of()));
    }
    evaluated.ifPresent(e -> sections.addAll(measured(e)));
    curves
        .times()
        .ifPresent(
            t -> sections.add(new Figures("Where the time went", "", List.of(t), List.of())));
    sections.add(ReportFacts.configuration(config.resolved()));
    sections.add(ReportFacts.environment(provenance));
    ReportData data =
        new ReportData(
            title,
            context.folder().id(),
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")
                .withZone(ZoneOffset.UTC)
                .format(context.clock().instant()),
            facts(),
            sections,
            evaluated.map(e -> e.pictures().album()).orElse(Album.EMPTY));
    context.folder().write(RunFiles.REPORT, ReportPage.html(data));
  }

  private static List<Section> measured(Evaluated evaluated) {
    List<Section> sections = new ArrayList<>();
    sections.add(ReportClasses.of(evaluated.result(), evaluated.pictures()::name));
    sections.add(ReportPairs.of(evaluated));
    sections.addAll(new ReportQueries(evaluated).sections());
    int most = evaluated.context().config().evaluate().imagesInMap();
    if (most > 0) {
      sections.add(ReportMap.of(evaluated, most));
    }
    return sections;
  }

  private List<Fact> facts() {
    List<Fact> all = new ArrayList<>(facts);
    if (context.session().isResumed()) {
      all.add(new Fact("run", "by several commands or attempts"));
    }
    return all;
  }

  /** What the network is before it is trained. */
  static String untrained(KindredConfig config) {
    return config.backbone().weights().isPresent() ? "pretrained" : "untrained";
  }

  /** Of a folder or file, without what a URL may hold besides. */
  private static String name(String path) {
    String name = Secrets.clean(new Path(path).getName());
    return name.isEmpty() ? "a whole file system" : name;
  }
}

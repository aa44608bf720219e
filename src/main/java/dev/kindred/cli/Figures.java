package dev.kindred.cli;

import dev.kindred.retrieval.ClusterAgreement;
import dev.kindred.retrieval.Confidence;
import dev.kindred.retrieval.Interval;
import dev.kindred.retrieval.PerClass;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Verification;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The figures of a {@link RetrievalResult} under their names. */
final class Figures {
  private final List<MetricValue> values = new ArrayList<>();

  private Figures() {}

  /** All there are; intervals that the classes do not tell are left out. */
  static List<MetricValue> values(RetrievalResult r) {
    Figures figures = new Figures();
    figures.retrieval(r);
    r.clusters().ifPresent(c -> figures.clusters(c, r.confidence()));
    r.verification().ifPresent(figures::verification);
    figures.values.add(Metric.EVAL_IMAGES.of(r.queries()));
    figures.values.add(Metric.EVAL_SECONDS.of(r.seconds()));
    return List.copyOf(figures.values);
  }

  private void retrieval(RetrievalResult r) {
    Confidence c = r.confidence();
    r.recallAt()
        .forEach(
            (k, recall) -> {
              values.add(Metric.RECALL_AT_K.at(k, recall));
              Interval i = c.recallAt().get(k);
              if (i.known()) {
                values.addAll(Metric.RECALL_AT_K.interval(k, i.low(), i.high()));
              }
            });
    add(Metric.R_PRECISION, r.rPrecision(), c.rPrecision());
    add(Metric.MAP_AT_R, r.mapAtR(), c.mapAtR());
    add(Metric.MEAN_FIRST_RANK, r.meanFirstRank(), c.meanFirstRank());
    r.recallAt()
        .keySet()
        .forEach(k -> values.add(Metric.CLASS_RECALL_AT_K.at(k, r.perClass().meanRecallAt(k))));
  }

  private void clusters(ClusterAgreement agreement, Confidence all) {
    Confidence.Clusters c = all.clusters().orElseThrow();
    add(Metric.NMI, agreement.nmi(), c.nmi());
    add(Metric.AMI, agreement.ami(), c.ami());
    add(Metric.PAIR_F1, agreement.f1(), c.f1());
  }

  private void add(Metric metric, double value, Interval interval) {
    values.add(metric.of(value));
    if (interval.known()) {
      values.addAll(metric.interval(interval.low(), interval.high()));
    }
  }

  private void verification(Verification v) {
    values.add(Metric.ROC_AUC.of(v.auc()));
    v.atFalseMatch()
        .forEach(
            (n, at) -> {
              values.add(Metric.FNMR_AT_FMR.at(n, at.falseNonMatchRate()));
              values.add(Metric.THRESHOLD_AT_FMR.at(n, at.threshold()));
            });
    v.atPrecision()
        .forEach(
            (percent, cut) -> {
              values.add(Metric.THRESHOLD_AT_PRECISION.at(percent, cut.threshold()));
              values.add(Metric.PAIR_RECALL_AT_PRECISION.at(percent, cut.recall()));
            });
    values.add(Metric.WITHIN_MEAN.of(v.within().mean()));
    values.add(Metric.WITHIN_LOW.of(v.within().low()));
    values.add(Metric.WITHIN_MEDIAN.of(v.within().median()));
    values.add(Metric.WITHIN_HIGH.of(v.within().high()));
    values.add(Metric.BETWEEN_MEAN.of(v.between().mean()));
    values.add(Metric.BETWEEN_LOW.of(v.between().low()));
    values.add(Metric.BETWEEN_MEDIAN.of(v.between().median()));
    values.add(Metric.BETWEEN_HIGH.of(v.between().high()));
  }

  /** A line a class, the worst first: label, name, queries and the means over its queries. */
  static String perClass(RetrievalResult r, List<String> classNames) {
    PerClass classes = r.perClass();
    StringBuilder out = new StringBuilder("label\tclass\tqueries");
    r.recallAt().keySet().forEach(k -> out.append("\trecall_at_").append(k));
    out.append("\tr_precision\tmap_at_r\n");
    int k = r.recallAt().firstKey();
    IntStream.range(0, classes.classes())
        .boxed()
        .sorted(Comparator.comparingDouble(c -> classes.recallAt(k, c)))
        .forEach(c -> line(out, r, c, classNames));
    return out.toString();
  }

  private static void line(
      StringBuilder out, RetrievalResult r, int place, List<String> classNames) {
    PerClass classes = r.perClass();
    int label = classes.labels()[place];
    int queries = classes.queries()[place];
    out.append(label).append('\t').append(classNames.get(label).replaceAll("[\\t\\r\\n]", " "));
    out.append('\t').append(queries);
    r.recallAt().keySet().forEach(k -> out.append('\t').append(share(classes.recallAt(k, place))));
    out.append('\t').append(share(classes.rPrecision()[place] / queries));
    out.append('\t').append(share(classes.mapAtR()[place] / queries)).append('\n');
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}

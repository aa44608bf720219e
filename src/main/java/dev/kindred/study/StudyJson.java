package dev.kindred.study;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.run.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code study.json}: every training and what they say together. */
public final class StudyJson {
  private StudyJson() {}

  /**
   * The text of the file.
   *
   * @param command of the study
   * @param validation name of the metric that chooses
   */
  public static String text(
      String command, String validation, List<Outcome> outcomes, List<Summary> summaries) {
    ObjectNode root = Json.object();
    root.put("command", command);
    root.put("validation_metric", validation);
    ArrayNode points = root.putArray("summaries");
    summaries.forEach(s -> summary(points.addObject(), s));
    ArrayNode runs = root.putArray("trainings");
    outcomes.forEach(o -> training(runs.addObject(), o));
    return Json.pretty(root);
  }

  private static void summary(ObjectNode node, Summary s) {
    settings(node, s.point());
    node.put("kind", s.kind().name().toLowerCase(Locale.ROOT));
    node.put("trainings", s.trainings());
    node.put("planned", s.planned());
    mean(node.putObject("validation"), s.validation());
    ObjectNode figures = node.putObject("test");
    s.figures().forEach((name, m) -> mean(figures.putObject(name), m));
    if (s.bestOnTest().n() > 0) {
      mean(node.putObject("chosen_on_test_not_honest"), s.bestOnTest());
    }
  }

  private static void training(ObjectNode node, Outcome o) {
    node.put("run", o.planned().name());
    settings(node, o.planned().point());
    node.put("seed", o.planned().seed());
    node.put("fold", o.planned().fold());
    o.planned().second().ifPresent(learnt -> node.put("stop_at", learnt.stopAt()));
    node.put("state", o.state().name().toLowerCase(Locale.ROOT));
    node.put("error", o.error());
    o.best().ifPresent(v -> node.put("validation", v));
    node.put("best_step", o.bestStep());
    ObjectNode figures = node.putObject("test");
    new TreeMap<>(o.figures()).forEach(figures::put);
    o.bestOnTest().ifPresent(v -> node.put("chosen_on_test_not_honest", v));
  }

  private static void settings(ObjectNode node, Point point) {
    ObjectNode settings = node.putObject("settings");
    for (Map.Entry<String, String> e : point.settings().entrySet()) {
      settings.put(e.getKey(), e.getValue().replace("\"", ""));
    }
  }

  private static void mean(ObjectNode node, Mean m) {
    node.put("mean", m.mean());
    node.put("low", m.mean() - m.half());
    node.put("high", m.mean() + m.half());
    node.put("n", m.n());
  }
}

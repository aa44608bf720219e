package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.config.Resolved;
import dev.kindred.config.Secrets;
import dev.kindred.report.FactList;
import dev.kindred.report.FactList.Fact;
import dev.kindred.report.Figures;
import dev.kindred.report.Section;
import dev.kindred.report.Table;
import dev.kindred.run.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What was asked for, and where it ran. */
final class ReportFacts {
  private ReportFacts() {}

  /** The few that matter. */
  static List<Fact> few(KindredConfig c, int executors) {
    return List.of(
        new Fact("loss", c.loss().name()),
        new Fact("batch", c.sampling().describe()),
        new Fact("image side", c.backbone().size() + " px"),
        new Fact("embedding", c.backbone().dim() + " numbers"),
        new Fact("executors", Integer.toString(executors)),
        new Fact("steps between averagings", "" + c.train().averaging().every()));
  }

  /** Every key; secrets are not in it. */
  static Section configuration(Resolved resolved) {
    List<List<String>> rows =
        resolved
            .render()
            .lines()
            .map(line -> List.of(line.split(" = ", 2)))
            .map(pair -> List.of(pair.get(0), Secrets.clean(pair.get(1))))
            .toList();
    return new Figures(
        "Configuration",
        "As resolved from all files and options; config.conf has it too. Secrets are left out.",
        List.of(),
        List.of(new Table("all keys", List.of("key", "value"), rows, "")));
  }

  /** Versions, hashes and hardware. */
  static Section environment(Provenance p) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("git revision", p.revision()));
    facts.add(new Fact("configuration", p.configurationHash()));
    facts.add(new Fact("data", p.dataHash()));
    if (!p.engine().isEmpty()) {
      facts.add(new Fact("engine", p.engine()));
    }
    new TreeMap<>(p.versions()).forEach((k, v) -> facts.add(new Fact(k, v)));
    new TreeMap<>(p.hardware()).forEach((k, v) -> facts.add(new Fact("driver's " + k, v)));
    return new FactList("Environment", facts);
  }
}

package dev.kindred.doctor;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** Whether every path of the configuration can be read, or written, by everybody who will. */
final class PathCheck implements AutoCloseable {
  private static final String CHECK = "paths";

  /** A network disk that is gone is silent for ever, HDFS for minutes. */
  static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Configuration hadoop;
  private final Duration patience;
  private final List<PathProbe> probes = new ArrayList<>();

  /**
   * @param patience for one path
   */
  PathCheck(Configuration hadoop, Duration patience) {
    this.hadoop = hadoop;
    this.patience = patience;
  }

  /** What an executor answers. */
  record Answers(List<PathProbe.Seen> seen) implements Serializable {
    Answers {
      seen = List.copyOf(seen);
    }
  }

  /** On the driver. */
  List<Finding> onDriver(List<PathNeed> needs) {
    return needs.stream().map(this::onDriver).toList();
  }

  private Finding onDriver(PathNeed need) {
    try {
      PathProbe probe = Limited.within(patience, () -> PathProbe.onDriver(need, hadoop));
      probes.add(probe);
      String how = need.written() ? " can be written" : " can be read";
      return Finding.ok(CHECK, Finding.DRIVER, need.key() + ": " + probe.place() + how);
    } catch (Exception e) {
      return wrong(Finding.DRIVER, need, need.path(), PathProbe.line(e));
    }
  }

  /** What executors are to try. */
  List<PathProbe> forExecutors() {
    return probes.stream().filter(p -> p.need().executors()).toList();
  }

  /** In a task. */
  static Answers onExecutor(List<PathProbe> probes, Configuration hadoop) {
    List<PathProbe.Seen> seen = new ArrayList<>();
    for (PathProbe probe : probes) {
      try {
        seen.add(Limited.within(PATIENCE, () -> probe.onExecutor(hadoop)));
      } catch (Exception e) {
        seen.add(new PathProbe.Seen(probe.need(), probe.place(), PathProbe.line(e)));
      }
    }
    return new Answers(seen);
  }

  /** A line for each path of each executor that has trouble with it, and one for all others. */
  static List<Finding> ofExecutors(List<Asked<Answers>> all) {
    List<Asked<PathProbe.Seen>> each = all.stream().flatMap(PathCheck::one).toList();
    return Merged.of(
        each,
        asked -> {
          PathProbe.Seen s = asked.answer();
          String how = s.need().written() ? " is shared and can be written" : " can be read";
          return s.wrong().isEmpty()
              ? Finding.ok(CHECK, "", s.need().key() + ": " + s.place() + how)
              : wrong("", s.need(), s.place(), s.wrong());
        });
  }

  private static Stream<Asked<PathProbe.Seen>> one(Asked<Answers> asked) {
    return asked.answer().seen().stream().map(s -> new Asked<>(asked.process(), s));
  }

  private static Finding wrong(String where, PathNeed need, String place, String why) {
    boolean driver = where.equals(Finding.DRIVER);
    String found =
        "%s = %s cannot be %s: %s"
            .formatted(need.key(), place, need.written() ? "written" : "read", why);
    String remedy =
        driver
            ? (need.written()
                ? "name a folder that is there, or can be made, and in which this user may write"
                : "correct the path, or let this user read it")
            : "name a path on a file system that all executors share and may %s, such as HDFS, an object store or a network disk"
                .formatted(need.written() ? "write" : "read");
    return Finding.failed(CHECK, where, found, remedy);
  }

  @Override
  public void close() {
    for (PathProbe probe : probes) {
      try {
        Limited.within(
            patience,
            () -> {
              probe.end(hadoop);
              return true;
            });
      } catch (Exception e) {
        // A file of one byte stays.
      }
    }
  }
}

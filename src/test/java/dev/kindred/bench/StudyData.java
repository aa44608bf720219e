package dev.kindred.bench;

import java.util.List;

/**
 * What the runs of {@link AveragingStudy} train on.
 *
 * @param name of the markers in the document and of the charts; empty for the bundled emoji
 * @param settings beside conf/quickstart.conf's, {@code key=value}
 */
record StudyData(String name, List<String> settings) {
  static final StudyData EMOJI = new StudyData("", List.of());

  StudyData {
    settings = List.copyOf(settings);
  }

  /** Of a name and settings; the emoji without any. */
  static StudyData of(List<String> arguments) {
    return arguments.isEmpty()
        ? EMOJI
        : new StudyData(arguments.get(0), arguments.subList(1, arguments.size()));
  }

  /** The beginning of its files' names: {@code averaging-}, {@code averaging-grocery-}. */
  String prefix() {
    return name.isEmpty() ? "averaging-" : "averaging-" + name + "-";
  }

  /** A line of the document around its tables. */
  String marker(String side) {
    return "<!-- %s: %s -->".formatted(name.isEmpty() ? "study" : "study " + name, side);
  }
}

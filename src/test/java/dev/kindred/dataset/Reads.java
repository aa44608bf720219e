package dev.kindred.dataset;

import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Short forms of reading a data set. */
final class Reads {
  private Reads() {}

  static Reading of(Path path) {
    return of(path, false);
  }

  static Reading of(Path path, boolean outside) {
    return Datasets.read(
        new Configuration(), path.toString(), "auto", new ReadOptions(false, 0.5, outside));
  }

  /** Lines {@code SPLIT class path}. */
  static List<String> images(Reading reading) {
    Manifest m = reading.manifest();
    return m.images().stream()
        .map(i -> i.split() + " " + m.classNames().get(i.classId()) + " " + i.path())
        .toList();
  }
}

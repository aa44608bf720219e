package dev.kindred.cli;

import dev.kindred.config.Secrets;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** The configuration that a run's folder has, for who looks at the run later. */
final class RunConfig {
  private RunConfig() {}

  /** Its text without redacted lines; empty where there is none. */
  static Optional<String> in(String folder) {
    try {
      return new RunFolder(folder, "any", new Configuration())
          .read(RunFiles.CONFIG)
          .map(
              text ->
                  text.lines()
                      .filter(line -> !line.contains(Secrets.SHOWN))
                      .collect(Collectors.joining("\n")));
    } catch (KindredException e) {
      // On a file system that needs settings first: a file has to be given then.
      return Optional.empty();
    }
  }
}

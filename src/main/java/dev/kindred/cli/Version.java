package dev.kindred.cli;

import dev.kindred.run.BuildInfo;
import java.util.TreeMap;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    BuildInfo build = BuildInfo.load();
    return new String[] {
      "kindred "
          + build.versions().getOrDefault("kindred", "unknown")
          + ", revision "
          + build.revision(),
      new TreeMap<>(build.versions()).toString()
    };
  }
}

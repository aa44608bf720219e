package dev.kindred.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What this build is made of, as Maven wrote it down.
 *
 * @param revision of git, {@code unknown} outside of a checkout
 * @param versions of Kindred and the libraries that decide its results, by name
 */
public record BuildInfo(String revision, Map<String, String> versions) {
  public BuildInfo {
    versions = Map.copyOf(versions);
  }

  /** Of the running program. */
  public static BuildInfo load() {
    Map<String, String> versions = new TreeMap<>();
    Properties written = read("versions.properties");
    written.stringPropertyNames().forEach(k -> versions.put(k, written.getProperty(k)));
    Properties git = read("git.properties");
    String revision = git.getProperty("git.commit.id.full", "unknown");
    boolean dirty = Boolean.parseBoolean(git.getProperty("git.dirty"));
    return new BuildInfo(dirty ? revision + " with changes" : revision, versions);
  }

  private static Properties read(String name) {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(name)) {
      if (in != null) {
        properties.load(in);
      }
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

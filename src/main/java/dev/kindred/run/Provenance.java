package dev.kindred.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a run's results come from; stands in every folder that Kindred writes.
 *
 * @param runId id of the run
 * @param revision of git
 * @param configurationHash of what was asked for
 * @param dataHash of the images and labels, or {@code unknown}
 * @param engine what computed, empty before anything was
 * @param versions of libraries, by name
 * @param hardware of the driver
 * @param time when this was written
 */
public record Provenance(
    String runId,
    String revision,
    String configurationHash,
    String dataHash,
    String engine,
    Map<String, String> versions,
    Map<String, String> hardware,
    Instant time) {
  public Provenance {
    versions = Map.copyOf(versions);
    hardware = Map.copyOf(hardware);
  }

  /** Of this program on this machine. */
  public static Provenance of(
      String runId, String configurationHash, String dataHash, String engine, Instant time) {
    BuildInfo build = BuildInfo.load();
    Map<String, String> versions = new TreeMap<>(build.versions());
    versions.put("java", System.getProperty("java.version"));
    return new Provenance(
        runId,
        build.revision(),
        configurationHash,
        dataHash,
        engine,
        versions,
        hardwareOfThisMachine(),
        time);
  }

  /** The text of the file. */
  public String json() {
    ObjectNode node = Json.object();
    node.put("run_id", runId);
    node.put("git_revision", revision);
    node.put("configuration_hash", configurationHash);
    node.put("data_hash", dataHash);
    node.put("engine", engine);
    ObjectNode v = node.putObject("versions");
    new TreeMap<>(versions).forEach(v::put);
    ObjectNode h = node.putObject("hardware");
    new TreeMap<>(hardware).forEach(h::put);
    node.put("time", time.toString());
    return Json.pretty(node);
  }

  private static Map<String, String> hardwareOfThisMachine() {
    Map<String, String> found = new TreeMap<>();
    found.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    found.put("architecture", System.getProperty("os.arch"));
    found.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      found.put("memory_mb", Long.toString(system.getTotalMemorySize() >> 20));
    }
    found.put("cpu", cpu());
    return found;
  }

  private static String cpu() {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(l -> l.startsWith("model name"))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}

package dev.kindred.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.run.Exit;
import dev.kindred.run.Json;
import dev.kindred.run.KindredException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A published model, as {@code current.json} and the {@code published.json} of its folder say.
 *
 * @param name of its folder below {@code versions/}
 * @param runId of the run that trained it
 * @param metric that decided
 * @param value of that metric
 * @param sha256 of its weights
 * @param dataHash of the data it was trained on; values for other data are not comparable
 * @param before name of the version that it took the place of
 * @param time when it was published
 * @param format of the folder when it was: from {@link #WITH_MARKS} on a version that is taken back
 *     has a mark
 */
record Version(
    String name,
    String runId,
    String metric,
    double value,
    String sha256,
    String dataHash,
    Optional<String> before,
    Instant time,
    int format) {
  /** The first format had no number. */
  static final int WITH_MARKS = 2;

  String json() {
    ObjectNode node = Json.object();
    node.put("version", name);
    node.put("weights", ModelRegistry.VERSIONS + "/" + name + "/" + ModelRegistry.WEIGHTS);
    node.put("sha256", sha256);
    node.put("run_id", runId);
    node.put("metric", metric);
    node.put("value", value);
    node.put("data_hash", dataHash);
    before.ifPresent(b -> node.put("before", b));
    node.put("time", time.toString());
    if (format >= WITH_MARKS) {
      node.put("format", format);
    }
    return Json.pretty(node);
  }

  /**
   * Reads a file.
   *
   * @throws KindredException (bad data) when it is not one that {@link #json} wrote
   */
  static Version parse(String text, String file) {
    ObjectNode node = Json.parse(text, file);
    String name = node.path("version").asText();
    try {
      if (name.isEmpty() || name.contains("/") || !node.path("value").isNumber()) {
        throw damaged(file, null);
      }
      return new Version(
          name,
          node.path("run_id").asText(),
          node.path("metric").asText(),
          node.path("value").asDouble(),
          node.path("sha256").asText(),
          node.path("data_hash").asText(),
          Optional.of(node.path("before").asText()).filter(b -> !b.isEmpty()),
          Instant.parse(node.path("time").asText()),
          node.path("format").asInt(1));
    } catch (DateTimeParseException e) {
      throw damaged(file, e);
    }
  }

  private static KindredException damaged(String file, Exception e) {
    return new KindredException(
        Exit.BAD_DATA, file + " is not what publish wrote; mend or delete it", e);
  }
}

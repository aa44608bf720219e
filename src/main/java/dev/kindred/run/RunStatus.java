package dev.kindred.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code status.json} says to the next step of a workflow.
 *
 * @param state of the last command
 * @param runId id of the run
 * @param configurationHash of what was asked for
 * @param command that ran last
 * @param finished commands that ended well, in order
 * @param updated when this was written
 * @param metrics last value of each metric; NaN is {@code null} in the file
 * @param error the line that was shown, or empty
 * @param exit how the last command ended; {@link Exit#DONE} while it runs
 * @param engine what computed last, or empty
 */
public record RunStatus(
    State state,
    String runId,
    String configurationHash,
    String command,
    List<String> finished,
    Instant updated,
    Map<String, Double> metrics,
    String error,
    Exit exit,
    String engine) {
  /** Of a run. */
  public enum State {
    RUNNING,
    DONE,
    FAILED,
    /** Stopped with something to resume from. */
    INTERRUPTED
  }

  public RunStatus {
    finished = List.copyOf(finished);
    metrics = Map.copyOf(metrics);
  }

  /** The text of the file. */
  public String json() {
    ObjectNode node = Json.object();
    node.put("state", state.name().toLowerCase(Locale.ROOT));
    node.put("run_id", runId);
    node.put("configuration_hash", configurationHash);
    node.put("command", command);
    finished.forEach(node.putArray("finished")::add);
    node.put("updated", updated.toString());
    ObjectNode values = node.putObject("metrics");
    new TreeMap<>(metrics).forEach(values::put);
    node.put("error", error);
    node.put("exit", exit.code());
    node.put("engine", engine);
    return Json.pretty(node);
  }

  /**
   * Reads the file.
   *
   * @throws KindredException with {@link Exit#BAD_DATA} when it is damaged
   */
  public static RunStatus parse(String json) {
    ObjectNode node = Json.parse(json, RunFiles.STATUS);
    try {
      List<String> finished = new ArrayList<>();
      node.path("finished").forEach(n -> finished.add(n.asText()));
      Map<String, Double> metrics = new TreeMap<>();
      node.path("metrics")
          .fields()
          .forEachRemaining(e -> metrics.put(e.getKey(), e.getValue().asDouble(Double.NaN)));
      State state = State.valueOf(node.path("state").asText().toUpperCase(Locale.ROOT));
      return new RunStatus(
          state,
          node.path("run_id").asText(),
          node.path("configuration_hash").asText(),
          node.path("command").asText(),
          finished,
          Instant.parse(node.path("updated").asText()),
          metrics,
          node.path("error").asText(),
          exit(state, node.path("exit").asInt(-1)),
          node.path("engine").asText());
    } catch (RuntimeException e) {
      throw new KindredException(
          Exit.BAD_DATA, RunFiles.STATUS + " is damaged; use another run folder", e);
    }
  }

  /** Of a folder that was written before the number stood in it, what fits the state. */
  private static Exit exit(State state, int code) {
    return Arrays.stream(Exit.values())
        .filter(exit -> exit.code() == code)
        .findFirst()
        .orElse(
            switch (state) {
              case RUNNING, DONE -> Exit.DONE;
              case FAILED -> Exit.FAILED;
              case INTERRUPTED -> Exit.TRY_LATER;
            });
  }
}

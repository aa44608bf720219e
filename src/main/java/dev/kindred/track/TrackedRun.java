package dev.kindred.track;

import java.util.Map;

/**
 * What a tracking server is told of a run.
 *
 * @param name of the run
 * @param folder where it lives, by which it is found again
 * @param parameters of the configuration that decide the result
 * @param tags further facts
 */
public record TrackedRun(
    String name, String folder, Map<String, String> parameters, Map<String, String> tags) {
  public TrackedRun {
    parameters = Map.copyOf(parameters);
    tags = Map.copyOf(tags);
  }
}

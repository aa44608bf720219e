package dev.kindred.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a run lives.
 *
 * @param configuredPath folder, or {@code auto}; see {@link #path}
 * @param configuredId id, or {@code auto}; see {@link #id}
 * @param progressEvery time between two lines of progress where there is no terminal
 * @param lease time after which a run that does not renew its lock any more is taken for dead
 * @param tensorBoard whether metrics are written as TensorBoard's event files too
 * @param mlflow the tracking server that gets them too, if there is one
 * @param jsonLog whether each line of the log is a JSON object
 */
public record RunSettings(
    String configuredPath,
    String configuredId,
    Duration progressEvery,
    Duration lease,
    boolean tensorBoard,
    Optional<Mlflow> mlflow,
    boolean jsonLog)
    implements Serializable {
  /**
   * An MLflow tracking server.
   *
   * @param uri of the server
   * @param experiment under which runs stand
   * @param model whether the files of the model are sent, too
   */
  public record Mlflow(String uri, String experiment, boolean model) implements Serializable {}

  static RunSettings bind(Section s) {
    String id = s.text("id");
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      s.mistake(
          "id",
          "= " + id,
          "accepted: up to 100 letters, digits, '.', '_' and '-', a letter or digit first");
    }
    return new RunSettings(
        s.text("path"),
        id,
        Duration.ofMillis(Math.round(1000 * s.number("progress-seconds", 0.1, 86_400))),
        Duration.ofMillis(Math.round(1000 * s.number("lease-seconds", 0.5, 86_400))),
        s.flag("tensorboard"),
        mlflow(s.section("mlflow")),
        s.choice("log-format", "text", "json").equals("json"));
  }

  private static Optional<Mlflow> mlflow(Section s) {
    Mlflow mlflow = new Mlflow(s.text("uri"), s.text("experiment"), s.flag("model"));
    if (mlflow.uri().equals("none")) {
      return Optional.empty();
    }
    if (!mlflow.uri().matches("https?://[^/\\s]+\\S*")) {
      s.mistake(
          "uri",
          "= " + Secrets.clean(mlflow.uri()),
          "accepted: http://... or https://..., or none");
    }
    return Optional.of(mlflow);
  }

  /** The folder, when one is configured. */
  public Optional<String> path() {
    return configuredPath.equals("auto") ? Optional.empty() : Optional.of(configuredPath);
  }

  /** The id, when one is given. */
  public Optional<String> id() {
    return configuredId.equals("auto") ? Optional.empty() : Optional.of(configuredId);
  }
}

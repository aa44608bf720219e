package dev.kindred.track;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * One run on an MLflow server. Its Java client has no time limits, and needs a Python installation
 * to send files, which therefore go through the server's own door for artifacts. Any call may hang.
 */
final class MlflowServer implements AutoCloseable {
  private static final String FOLDER = "kindred.folder";

  /** Of the folder: a name may have any character, and a filter may not. */
  private static final String KEY = "kindred.folder_key";

  private static final String PROXIED = "mlflow-artifacts:";

  /** Largest request that the server takes. */
  private static final int MOST_METRICS = 1000;

  private static final int MOST_PARAMETERS = 100;

  /** Of a server of MLflow 1; later ones take more. */
  private static final int LONGEST_PARAMETER = 500;

  private static final int LONGEST_TAG = 5000;

  private final String host;
  private final Optional<String> authorization;
  private final Duration patience;
  private final MlflowClient client;

  /**
   * @param uri of the server, perhaps with a user and a password
   * @param environment for credentials that the address does not have
   * @param patience for a connection
   */
  MlflowServer(String uri, Map<String, String> environment, Duration patience) {
    URI parsed = URI.create(uri);
    String bare = uri.replaceFirst("(?<=://)[^/@]*@", "").replaceFirst("/+$", "");
    this.host = bare;
    this.patience = patience;
    String info = parsed.getUserInfo();
    int colon = info == null ? -1 : info.indexOf(':');
    String user =
        colon > 0 ? info.substring(0, colon) : environment.get("MLFLOW_TRACKING_USERNAME");
    String password =
        colon > 0 ? info.substring(colon + 1) : environment.get("MLFLOW_TRACKING_PASSWORD");
    String token = environment.get("MLFLOW_TRACKING_TOKEN");
    if (user != null && password != null) {
      this.client = new MlflowClient(new BasicMlflowHostCreds(bare, user, password));
      this.authorization = Optional.of("Basic " + base64(user + ":" + password));
    } else if (token != null) {
      this.client = new MlflowClient(new BasicMlflowHostCreds(bare, token));
      this.authorization = Optional.of("Bearer " + token);
    } else {
      this.client = new MlflowClient(new BasicMlflowHostCreds(bare));
      this.authorization = Optional.empty();
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is known of a run on the server. */
  record Opened(String id, String artifacts, Map<String, String> tags) {
    boolean takesFiles() {
      return artifacts.startsWith(PROXIED);
    }
  }

  /** Finds the run of a folder, or begins it, with its parameters. */
  Opened open(String experiment, TrackedRun run) {
    String inExperiment =
        client
            .getExperimentByName(experiment)
            .map(Service.Experiment::getExperimentId)
            .orElseGet(() -> client.createExperiment(experiment));
    String key = UUID.nameUUIDFromBytes(run.folder().getBytes(StandardCharsets.UTF_8)).toString();
    List<Service.Run> found =
        client
            .searchRuns(
                List.of(inExperiment),
                "tags.`%s` = '%s'".formatted(KEY, key),
                Service.ViewType.ACTIVE_ONLY,
                1)
            .getItems();
    if (!found.isEmpty()) {
      Service.RunInfo before = found.get(0).getInfo();
      client.sendPost(
          "runs/update", "{\"run_id\":\"%s\",\"status\":\"RUNNING\"}".formatted(before.getRunId()));
      Map<String, String> tags =
          found.get(0).getData().getTagsList().stream()
              .collect(toMap(Service.RunTag::getKey, Service.RunTag::getValue, (a, b) -> b));
      return new Opened(before.getRunId(), before.getArtifactUri(), tags);
    }
    Service.RunInfo begun =
        client.createRun(
            Service.CreateRun.newBuilder()
                .setExperimentId(inExperiment)
                .setRunName(run.name())
                .setStartTime(System.currentTimeMillis())
                .addTags(tag(FOLDER, run.folder()))
                .addTags(tag(KEY, key))
                .build());
    tag(begun.getRunId(), run.tags());
    parameters(begun.getRunId(), run.parameters());
    return new Opened(begun.getRunId(), begun.getArtifactUri(), Map.of());
  }

  /** Sets tags, which may change. */
  void tag(String run, Map<String, String> tags) {
    client.logBatch(
        run,
        List.of(),
        List.of(),
        tags.entrySet().stream().map(t -> tag(t.getKey(), t.getValue())).toList());
  }

  private void parameters(String run, Map<String, String> parameters) {
    List<Service.Param> all = new ArrayList<>();
    parameters.forEach(
        (key, value) ->
            all.add(
                Service.Param.newBuilder()
                    .setKey(key.replaceAll("[^\\w./ -]", "_"))
                    .setValue(cut(value, LONGEST_PARAMETER))
                    .build()));
    for (int i = 0; i < all.size(); i += MOST_PARAMETERS) {
      List<Service.Param> some = all.subList(i, Math.min(all.size(), i + MOST_PARAMETERS));
      client.logBatch(run, List.of(), some, List.of());
    }
  }

  private static Service.RunTag tag(String key, String value) {
    return Service.RunTag.newBuilder().setKey(key).setValue(cut(value, LONGEST_TAG)).build();
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
  }

  /** Adds values. */
  void add(String run, List<Point> points) {
    for (int i = 0; i < points.size(); i += MOST_METRICS) {
      List<Service.Metric> some =
          points.subList(i, Math.min(points.size(), i + MOST_METRICS)).stream()
              .map(MlflowServer::metric)
              .toList();
      client.logBatch(run, some, List.of(), List.of());
    }
  }

  private static Service.Metric metric(Point p) {
    return Service.Metric.newBuilder()
        .setKey(p.tag())
        .setValue(p.value())
        .setTimestamp(p.millis())
        .setStep(p.step())
        .build();
  }

  /**
   * Sends a file, where the server takes artifacts itself.
   *
   * @param limit for all of it
   */
  void send(Opened run, Attachment file, Duration limit) throws IOException, InterruptedException {
    if (!run.takesFiles()) {
      return;
    }
    String path = URI.create(run.artifacts()).getPath().replaceFirst("^/+", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "%s/api/2.0/mlflow-artifacts/artifacts/%s/%s"
                        .formatted(host, path, file.name())))
            .timeout(limit)
            .PUT(body(file));
    authorization.ifPresent(a -> request.header("Authorization", a));
    HttpClient http = HttpClient.newBuilder().connectTimeout(patience).build();
    int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status / 100 != 2) {
      throw new IOException("%s answers %d to %s".formatted(host, status, file.name()));
    }
  }

  private static HttpRequest.BodyPublisher body(Attachment file) {
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofInputStream(
            () -> {
              try {
                return file.content().open();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }),
        file.length());
  }

  /** Ends the run, for now. */
  void end(String run, End end) {
    client.setTerminated(
        run,
        Service.RunStatus.valueOf(end.name().toUpperCase(Locale.ROOT)),
        System.currentTimeMillis());
  }

  @Override
  public void close() {
    client.close();
  }
}

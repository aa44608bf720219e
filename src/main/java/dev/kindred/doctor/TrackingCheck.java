package dev.kindred.doctor;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Whether the tracking server answers; a run does without it. */
final class TrackingCheck {
  private static final String CHECK = "tracking";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int HUNDRED = 100;
  private static final String REMEDY =
      "a run does without it; correct the address, or start the server";

  private TrackingCheck() {}

  /**
   * @param uri of an MLflow server, perhaps with a user and a password
   */
  static Finding of(String uri) {
    String bare = uri.replaceFirst("(?<=://)[^/@]*@", "").replaceFirst("/+$", "");
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(bare + "/health")).timeout(PATIENCE).build();
      // Credentials are asked for by other pages than this one.
      int status =
          Limited.within(
              PATIENCE.multipliedBy(2),
              () ->
                  HttpClient.newBuilder()
                      .connectTimeout(PATIENCE)
                      .build()
                      .send(request, HttpResponse.BodyHandlers.discarding())
                      .statusCode());
      String found = "kindred.run.mlflow.uri: %s answers %d".formatted(bare, status);
      boolean asksWho = status == UNAUTHORIZED || status == FORBIDDEN;
      return status / HUNDRED == 2 || asksWho
          ? Finding.ok(CHECK, Finding.DRIVER, found)
          : Finding.warning(CHECK, Finding.DRIVER, found, REMEDY);
    } catch (Exception e) {
      return Finding.warning(
          CHECK,
          Finding.DRIVER,
          "kindred.run.mlflow.uri: %s does not answer: %s".formatted(bare, Limited.line(e)),
          REMEDY);
    }
  }
}

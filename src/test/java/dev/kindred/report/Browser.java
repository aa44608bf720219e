package dev.kindred.report;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, by its own protocol over the JDK's web socket: Selenium's
 * Guava would replace Spark's in all tests, and Playwright brings Node.js for five platforms.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>
 */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger commands = new AtomicInteger();
  private final Map<Integer, CompletableFuture<ObjectNode>> answers = new ConcurrentHashMap<>();
  private final List<ObjectNode> events = new CopyOnWriteArrayList<>();
  private final String session;

  /**
   * Starts it.
   *
   * @param program name or path
   * @param profile an empty folder
   */
  Browser(String program, Path profile) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                find(program).toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--no-first-run",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "about:blank"));
    if (System.getProperty("user.name").equals("root")) {
      command.add(1, "--no-sandbox");
    }
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    await().atMost(PATIENCE).until(() -> Files.exists(port) && Files.readAllLines(port).size() > 1);
    List<String> at = Files.readAllLines(port);
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + at.get(0) + at.get(1)), new Listener())
            .join();
    JsonNode target = send("", "Target.createTarget", Json.object().put("url", "about:blank"));
    session =
        send(
                "",
                "Target.attachToTarget",
                Json.object()
                    .put("targetId", target.path("targetId").asText())
                    .put("flatten", true))
            .path("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Json.object());
    }
  }

  private static Path find(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder).resolve(program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no program "
                        + program
                        + " to open the report with: install Debian's package chromium, or name a"
                        + " browser of its kind by -Dit.browser=/path/to/it"));
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        ObjectNode message = Json.parse(text.toString(), "message");
        text.setLength(0);
        CompletableFuture<ObjectNode> answer = answers.remove(message.path("id").asInt());
        if (answer == null) {
          events.add(message);
        } else {
          answer.complete(message);
        }
      }
      from.request(1);
      return null;
    }
  }

  JsonNode send(String method, ObjectNode parameters) {
    return send(session, method, parameters);
  }

  private JsonNode send(String to, String method, ObjectNode parameters) {
    int id = commands.incrementAndGet();
    ObjectNode message = Json.object().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!to.isEmpty()) {
      message.put("sessionId", to);
    }
    CompletableFuture<ObjectNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket.sendText(message.toString(), true).join();
    ObjectNode answered = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (answered.has("error")) {
      throw new IllegalStateException(method + ": " + answered.path("error"));
    }
    return answered.path("result");
  }

  /** Opens a file and forgets what the last one did. */
  void open(Path file, String scheme, int width, int height) {
    ObjectNode media = Json.object();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    send("Emulation.setEmulatedMedia", media);
    send(
        "Emulation.setDeviceMetricsOverride",
        Json.object()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
    events.clear();
    send("Page.navigate", Json.object().put("url", file.toUri().toString()));
    await().atMost(PATIENCE).until(() -> happened("Page.loadEventFired").findAny().isPresent());
  }

  private Stream<JsonNode> happened(String method) {
    return events.stream()
        .filter(e -> e.path("method").asText().equals(method))
        .map(e -> e.path("params"));
  }

  /** Errors and warnings of the page since it was opened. */
  List<String> complaints() {
    List<String> all = new ArrayList<>();
    happened("Runtime.exceptionThrown")
        .forEach(e -> all.add(e.path("exceptionDetails").toString()));
    happened("Runtime.consoleAPICalled").forEach(e -> all.add(e.toString()));
    happened("Log.entryAdded").forEach(e -> all.add(e.path("entry").toString()));
    return all;
  }

  /** What the page asked for since it was opened, apart from what it holds itself or may not. */
  List<String> fetched() {
    Set<String> forbidden =
        happened("Network.loadingFailed")
            .filter(e -> e.path("blockedReason").asText().equals("csp"))
            .map(e -> e.path("requestId").asText())
            .collect(Collectors.toSet());
    return happened("Network.requestWillBeSent")
        .filter(e -> !forbidden.contains(e.path("requestId").asText()))
        .map(e -> e.at("/request/url").asText())
        .filter(url -> !url.startsWith("data:"))
        .toList();
  }

  /** Value of an expression, awaited when it is a promise. */
  JsonNode evaluate(String expression) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Json.object()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(result.path("exceptionDetails").toString());
    }
    return result.at("/result/value");
  }

  /** Presses and lets go of a key such as {@code ArrowRight}. */
  void press(String key) {
    int code =
        Optional.ofNullable(
                Map.of(
                        "Tab",
                        9,
                        "Escape",
                        27,
                        "End",
                        35,
                        "Home",
                        36,
                        "ArrowLeft",
                        37,
                        "ArrowUp",
                        38,
                        "ArrowRight",
                        39,
                        "ArrowDown",
                        40)
                    .get(key))
            .orElseThrow();
    for (String type : List.of("rawKeyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Json.object()
              .put("type", type)
              .put("key", key)
              .put("code", key)
              .put("windowsVirtualKeyCode", code));
    }
  }

  void point(double x, double y) {
    send(
        "Input.dispatchMouseEvent",
        Json.object().put("type", "mouseMoved").put("x", x).put("y", y));
  }

  /** A PNG of what is in the window. */
  byte[] screenshot() {
    String data =
        send("Page.captureScreenshot", Json.object().put("format", "png")).path("data").asText();
    return java.util.Base64.getDecoder().decode(data);
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }
}

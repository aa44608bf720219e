package dev.kindred.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kindred.testing.PythonVenv;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pods that an installed Spark makes of the templates and settings, as it sends them to an API
 * server: no cluster is there, they are written down and held against Kubernetes' own schema.
 */
@Tag("real")
@Timeout(900)
class KubernetesIT {
  private static final String SCHEMAS = "1.37.0";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temp;
  private final List<JsonNode> pods = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private Scripts scripts;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.start();
    scripts = new Scripts(temp, Map.of());
  }

  @AfterEach
  void end() {
    scripts.close();
    server.stop(0);
  }

  /** Empty lists, watches without news, and what was sent. */
  private void answer(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    if (exchange.getRequestMethod().equals("GET")) {
      if (query.contains("watch=")) {
        exchange.sendResponseHeaders(200, 0);
        return;
      }
      reply(
          exchange,
          200,
          "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}");
      return;
    }
    ObjectNode sent = (ObjectNode) JSON.readTree(body.length == 0 ? "{}".getBytes(UTF_8) : body);
    if (exchange.getRequestMethod().equals("POST") && sent.path("kind").asText().equals("Pod")) {
      pods.add(sent.deepCopy());
    }
    sent.withObject("/metadata").put("uid", "u").put("resourceVersion", "1");
    reply(exchange, exchange.getRequestMethod().equals("POST") ? 201 : 200, sent.toString());
  }

  private static void reply(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String[] args(String... more) {
    List<String> args =
        new ArrayList<>(List.of("run", "--config", "tiny.conf", "--set", "run.path=file:/mnt/run"));
    args.addAll(List.of("--set", "data.path=file:" + temp.resolve(Scripts.DATA)));
    args.add("--master=k8s://http://127.0.0.1:" + server.getAddress().getPort());
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private void requireValid(JsonNode pod) throws Exception {
    Path file = temp.resolve("pod.json");
    Files.writeString(file, pod.toString());
    PythonVenv python =
        PythonVenv.of("kubernetes-validate-" + SCHEMAS, "kubernetes-validate==" + SCHEMAS);
    Process process =
        new ProcessBuilder(
                python.program("kubernetes-validate").toString(), "--strict", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("%s%n%s", said, pod.toPrettyString()).isZero();
    assertThat(said).contains("passed for resource pod/");
  }

  @Test
  void theDriversPodIsValidAndBringsWhatItNeeds() throws Exception {
    Scripts.Ended ended =
        scripts.run(
            args(
                "--deploy-mode",
                "cluster",
                "--conf",
                "spark.kubernetes.submission.waitAppCompletion=false"));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(pods).hasSize(1);
    JsonNode pod = pods.get(0);
    requireValid(pod);
    JsonNode container = pod.at("/spec/containers/0");
    assertThat(container.path("args").toString())
        .contains("local:///opt/kindred/lib/kindred-cluster.jar")
        .contains("--config-text")
        .contains("run.path=file:/mnt/run")
        .contains("run.id=");
    assertThat(container.path("env").toString())
        .contains("MALLOC_TRIM_THRESHOLD_")
        .contains("OMP_NUM_THREADS");
    assertThat(container.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("3072Mi");
  }

  @Test
  void executorsPodsAreValidAndHaveADisk() throws Exception {
    Scripts.Running running =
        scripts.start(args("--set", "run.path=run", "--conf", "spark.driver.host=127.0.0.1"));
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(10))
          .until(() -> pods.size() >= 2 || !running.process().isAlive());
    } finally {
      running.process().destroy();
      running.await();
    }
    assertThat(pods).hasSizeGreaterThanOrEqualTo(2);
    JsonNode pod = pods.get(0);
    requireValid(pod);
    assertThat(pod.at("/spec/containers/0/volumeMounts").toString())
        .contains("spark-local-dir-1")
        .contains("/var/data/spark-1");
    // Heap, what is beyond it, and the JVM's own.
    assertThat(pod.at("/spec/containers/0/resources/limits/memory").asText()).isEqualTo("1784Mi");
  }
}

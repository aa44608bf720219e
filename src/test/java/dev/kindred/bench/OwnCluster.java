package dev.kindred.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A standalone master and a worker, each a process of its own, so that the driver's process is the
 * driver alone: master and workers of {@code local-cluster} live in it.
 */
final class OwnCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final List<Process> started = new ArrayList<>();
  private final String url;

  OwnCluster(int cores, String memory) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    this.url = "spark://" + HOST + ":" + port;
    start("master.Master", "--host", HOST, "--port", "" + port, "--webui-port", "0");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              }
            });
    String folder = Path.of(System.getProperty("java.io.tmpdir"), "kindred-worker").toString();
    start(
        "worker.Worker",
        "--host",
        HOST,
        "--webui-port",
        "0",
        "--cores",
        "" + cores,
        "--memory",
        memory,
        "--work-dir",
        folder,
        url);
  }

  /** For {@code spark.master}. */
  String url() {
    return url;
  }

  private void start(String main, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.spark.deploy." + main));
    command.addAll(List.of(args));
    started.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
            .start());
  }

  @Override
  public void close() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}

package dev.kindred.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A standalone master of Spark and its workers, each a process of its own. */
public final class StandaloneDaemons implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final List<String> launcher;
  private final Path folder;
  private final Consumer<ProcessBuilder> environment;
  private final List<Process> started = new ArrayList<>();
  private final String url;

  /**
   * Starts a master and waits until it listens.
   *
   * @param launcher a command that takes the name of a class and its arguments
   * @param folder for logs and for what workers write
   * @param environment called for each process before it starts
   */
  public StandaloneDaemons(List<String> launcher, Path folder, Consumer<ProcessBuilder> environment)
      throws IOException {
    this.launcher = List.copyOf(launcher);
    this.folder = folder;
    this.environment = environment;
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
  }

  /** For {@code spark.master}. */
  public String url() {
    return url;
  }

  /**
   * Starts a worker.
   *
   * @param memory with a unit, as Spark writes it
   */
  public Process worker(int cores, String memory) throws IOException {
    List<String> args = new ArrayList<>(List.of("--host", HOST, "--webui-port", "0"));
    args.addAll(List.of("--cores", "" + cores, "--memory", memory));
    args.addAll(List.of("--work-dir", folder.resolve("work-" + started.size()).toString(), url));
    return start("worker.Worker", args.toArray(String[]::new));
  }

  private Process start(String main, String... args) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add("org.apache.spark.deploy." + main);
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log-" + started.size()).toFile());
    environment.accept(builder);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  @Override
  public void close() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}

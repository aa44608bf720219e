package dev.kindred.track;

import dev.kindred.run.MetricSink;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends metrics to an MLflow server from a thread of its own. What measures only leaves values in a
 * queue of bounded length: a server that is down, hangs or is slow costs one warning and nothing
 * else; when it answers again it gets what has waited. The whole of it is in {@code metrics.jsonl}
 * anyway.
 */
public final class MlflowTracker implements MetricSink {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowTracker.class);

  /** Values that wait; a round has ten. */
  private static final int LONGEST_QUEUE = 20_000;

  /** A tag. */
  private static final String MODEL_SENT = "kindred.model_sent";

  private final String shown;
  private final String experiment;
  private final TrackedRun run;
  private final Patience patience;
  private final Supplier<MlflowServer> servers;
  private final ArrayDeque<Point> queue = new ArrayDeque<>();
  private final Map<String, Attachment> files = new TreeMap<>();
  private Optional<Model> model = Optional.empty();
  private final Map<String, String> tags = new TreeMap<>();
  private final Thread thread;
  private volatile MlflowServer server;
  private Optional<MlflowServer.Opened> opened = Optional.empty();
  private Optional<End> end = Optional.empty();
  private End ended = End.KILLED;
  private boolean down;
  private long lost;

  /**
   * For how long a server is waited for.
   *
   * @param answer to one request
   * @param retry between two attempts at one that does not answer
   * @param last when all is done
   */
  public record Patience(Duration answer, Duration retry, Duration last) {
    /** What training runs with. */
    public static final Patience USUAL =
        new Patience(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  /**
   * Begins; the server is not waited for.
   *
   * @param uri of the server
   * @param environment for credentials
   */
  public MlflowTracker(
      String uri,
      String experiment,
      TrackedRun run,
      Map<String, String> environment,
      Patience patience) {
    this.shown = uri.replaceFirst("(?<=://)[^/@]*@", "");
    this.experiment = experiment;
    this.run = run;
    this.patience = patience;
    Map<String, String> copy = Map.copyOf(environment);
    this.servers = () -> new MlflowServer(uri, copy, patience.answer());
    this.thread = new Thread(this::work, "kindred-mlflow");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void add(Instant time, Moment moment, List<MetricValue> values) {
    synchronized (queue) {
      for (MetricValue v : values) {
        if (queue.size() == LONGEST_QUEUE) {
          queue.removeFirst();
          lost++;
        }
        queue.addLast(
            new Point(moment.tag(v.name()), v.value(), time.toEpochMilli(), moment.images()));
      }
      queue.notifyAll();
    }
  }

  /** A small file that is sent when the run ends, such as the report. */
  public void attach(String name, byte[] content) {
    synchronized (queue) {
      files.put(name, Attachment.of(name, content));
    }
  }

  /**
   * The files of the model, which are sent when all else is, and are waited for a second a megabyte
   * longer.
   *
   * @param version by which the server's run says that it has them
   */
  public void attachModel(String version, List<Attachment> content) {
    synchronized (queue) {
      model = Optional.of(new Model(version, List.copyOf(content)));
    }
  }

  private record Model(String version, List<Attachment> files) {
    long length() {
      return files.stream().mapToLong(Attachment::length).sum();
    }
  }

  /** A tag that is set when the run ends. */
  public void tag(String name, String value) {
    synchronized (queue) {
      tags.put(name, value);
    }
  }

  /** How the run ends; without it {@link #close} says that it was stopped. */
  public void ends(End how) {
    synchronized (queue) {
      ended = how;
    }
  }

  @Override
  public void flush() {
    // The thread sends what there is.
  }

  /** Waits for the last values to be sent, but not for long. */
  @Override
  public void close() {
    Duration wait;
    synchronized (queue) {
      end = Optional.of(ended);
      wait =
          down
              ? patience.answer().dividedBy(4)
              : patience.last().plus(model.map(m -> time(m.length())).orElse(Duration.ZERO));
      queue.notifyAll();
    }
    try {
      thread.join(wait.toMillis());
      if (thread.isAlive()) {
        down(new IllegalStateException("what is left was not sent in time"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      while (true) {
        List<Point> points = await();
        boolean sent = send(points);
        if (isEnding() && (sent || points.isEmpty() || isDown())) {
          finish();
          return;
        }
        if (!sent) {
          pause();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What waits, left in the queue until it is sent; the first time at once, to begin the run. */
  private List<Point> await() throws InterruptedException {
    synchronized (queue) {
      while (queue.isEmpty() && end.isEmpty() && opened.isPresent()) {
        queue.wait();
      }
      return List.copyOf(queue);
    }
  }

  private boolean isEnding() {
    synchronized (queue) {
      return end.isPresent();
    }
  }

  private boolean isDown() {
    synchronized (queue) {
      return down;
    }
  }

  private void pause() throws InterruptedException {
    synchronized (queue) {
      if (end.isEmpty()) {
        long until = System.nanoTime() + patience.retry().toNanos();
        for (long left = 1; left > 0 && end.isEmpty(); left = until - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(queue, Math.max(1_000_000, left));
        }
      }
    }
  }

  private boolean send(List<Point> points) throws InterruptedException {
    try {
      if (opened.isEmpty()) {
        opened = Optional.of(asked(() -> server().open(experiment, run)));
      }
      asked(
          () -> {
            server().add(opened.orElseThrow().id(), points);
            return true;
          });
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      down(e);
      return false;
    }
    synchronized (queue) {
      // Some may have gone because it grew too long.
      for (Point p : points) {
        if (p.equals(queue.peekFirst())) {
          queue.removeFirst();
        }
      }
      if (down) {
        down = false;
        LOG.info("the tracking server {} answers again", shown);
      }
      if (lost > 0) {
        LOG.warn("{} values were not sent to {}; metrics.jsonl has them", lost, shown);
        lost = 0;
      }
    }
    return true;
  }

  private void finish() throws InterruptedException {
    if (isDown() || opened.isEmpty()) {
      return;
    }
    List<Attachment> attached;
    Map<String, String> last;
    End how;
    synchronized (queue) {
      attached = new ArrayList<>(files.values());
      last = new TreeMap<>(tags);
      how = end.orElseThrow();
    }
    try {
      asked(
          () -> {
            server().tag(opened.orElseThrow().id(), last);
            server().end(opened.orElseThrow().id(), how);
            return true;
          });
      sendFiles(attached);
      sendModel();
      server().close();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      down(e);
    }
  }

  /** After the end is told: a server may refuse files and take all else. */
  private void sendFiles(List<Attachment> attached) throws InterruptedException {
    for (Attachment file : attached) {
      try {
        send(opened.orElseThrow(), file);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        LOG.warn(
            "the tracking server {} does not take {} ({}), which is in the run's folder",
            shown,
            file.name(),
            line(e));
      }
    }
  }

  /** Once all else is told: it is the largest, and the run's folder has it anyway. */
  private void sendModel() throws InterruptedException {
    MlflowServer.Opened there = opened.orElseThrow();
    Optional<Model> sent;
    synchronized (queue) {
      sent = model.filter(m -> !m.version().equals(there.tags().get(MODEL_SENT)));
    }
    if (sent.isEmpty() || !there.takesFiles()) {
      return;
    }
    try {
      for (Attachment file : sent.get().files()) {
        send(there, file);
      }
      asked(
          () -> {
            server().tag(there.id(), Map.of(MODEL_SENT, sent.get().version()));
            return true;
          });
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.warn(
          "the tracking server {} does not take the model ({}), which is in the run's folder",
          shown,
          line(e));
    }
  }

  private void send(MlflowServer.Opened there, Attachment file) throws Exception {
    Duration limit = patience.answer().plus(time(file.length()));
    asked(
        limit,
        () -> {
          server().send(there, file, limit);
          return true;
        });
  }

  /** Of so many bytes on their way to a server that is not too slow. */
  private static Duration time(long bytes) {
    return Duration.ofMillis(bytes / 1000);
  }

  private MlflowServer server() {
    if (server == null) {
      server = servers.get();
    }
    return server;
  }

  /** The client waits for ever: it is asked by a thread that can be left behind. */
  private <T> T asked(Callable<T> question) throws Exception {
    return asked(patience.answer(), question);
  }

  private <T> T asked(Duration limit, Callable<T> question) throws Exception {
    FutureTask<T> task = new FutureTask<>(question);
    Thread asking = new Thread(task, "kindred-mlflow-request");
    asking.setDaemon(true);
    asking.start();
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      if (server != null) {
        // Ends the connection on which the other thread waits.
        server.close();
        server = null;
      }
      throw e;
    }
  }

  private void down(Exception e) {
    synchronized (queue) {
      if (!down) {
        down = true;
        LOG.warn(
            "the tracking server {} does not take metrics ({}); the run goes on without it, and"
                + " metrics.jsonl has them",
            shown,
            line(e));
      }
    }
  }

  private static String line(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return message.equals("null") ? root.getClass().getSimpleName() : message;
  }
}

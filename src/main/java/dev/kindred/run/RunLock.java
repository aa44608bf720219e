package dev.kindred.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a second process out of a run's folder. The file says who holds it and is renewed by a
 * heartbeat; a lock that has missed several heartbeats, or whose process on this machine is gone,
 * is stale and taken over. On object stores, which have no exclusive creation, two processes that
 * start in the same instant may both believe to hold it; the loser notices at its next heartbeat.
 */
public final class RunLock implements AutoCloseable {
  static final Duration HEARTBEAT = Duration.ofSeconds(10);
  static final Duration STALE = HEARTBEAT.multipliedBy(6);

  private final RunFolder folder;
  private final InstantSource clock;
  private final String token = UUID.randomUUID().toString();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "run-lock");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean lost;

  private RunLock(RunFolder folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Takes the lock.
   *
   * @throws KindredException with {@link Exit#TRY_LATER} when a live process holds it
   */
  public static RunLock take(RunFolder folder, InstantSource clock) {
    RunLock lock = new RunLock(folder, clock);
    Optional<String> holder = folder.read(RunFiles.LOCK);
    if (holder.isPresent()) {
      ObjectNode other = read(holder.get());
      if (!lock.isStale(other)) {
        throw busy(folder, other);
      }
      folder.delete(RunFiles.LOCK);
    }
    if (!lock.create()) {
      throw busy(folder, Json.object());
    }
    lock.start();
    return lock;
  }

  /**
   * To be called now and then during work.
   *
   * @throws KindredException with {@link Exit#TRY_LATER} when another process took the folder over
   */
  public void check() {
    if (lost) {
      throw new KindredException(
          Exit.TRY_LATER, "another process took over " + folder.root() + "; this one stops");
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    heart.shutdownNow();
    if (!lost && isMine()) {
      folder.delete(RunFiles.LOCK);
    }
  }

  private void start() {
    long period = HEARTBEAT.toMillis();
    // Only the close of this lock ends the beating; nobody waits for it.
    var unused = heart.scheduleAtFixedRate(this::beat, period, period, TimeUnit.MILLISECONDS);
  }

  /** Renews the lock, or notices its loss. */
  void beat() {
    try {
      if (isMine()) {
        folder.write(RunFiles.LOCK, content());
      } else {
        lost = true;
      }
    } catch (KindredException e) {
      // A file system that is away for a moment; the next beat tries again.
    }
  }

  private boolean isMine() {
    return folder.read(RunFiles.LOCK).filter(text -> text.contains(token)).isPresent();
  }

  private boolean create() {
    if (!folder.fileSystem().getScheme().equals("file")) {
      try (var out = folder.fileSystem().create(folder.path(RunFiles.LOCK), false)) {
        out.write(content().getBytes(StandardCharsets.UTF_8));
        return true;
      } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
        return false;
      } catch (IOException e) {
        throw cannot(e);
      }
    }
    try {
      // Hadoop's local file system looks first and then creates: not exclusive.
      Path file = Path.of(folder.path(RunFiles.LOCK).toUri().getPath());
      Files.createDirectories(file.getParent());
      Files.writeString(file, content(), StandardOpenOption.CREATE_NEW);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  private KindredException cannot(IOException e) {
    return new KindredException(
        Exit.FAILED,
        "cannot write "
            + folder.path(RunFiles.LOCK)
            + ": "
            + e.getMessage()
            + "; check space and rights of run.path",
        e);
  }

  private String content() {
    ObjectNode node = Json.object();
    node.put("token", token);
    node.put("host", host());
    node.put("pid", ProcessHandle.current().pid());
    node.put("started", started(ProcessHandle.current()));
    node.put("heartbeat", clock.instant().toString());
    return Json.pretty(node);
  }

  /** A lock that was cut off in writing names nobody. */
  private static ObjectNode read(String text) {
    try {
      return Json.parse(text, RunFiles.LOCK);
    } catch (KindredException e) {
      return Json.object();
    }
  }

  private boolean isStale(ObjectNode other) {
    Instant beat;
    try {
      beat = Instant.parse(other.path("heartbeat").asText());
    } catch (DateTimeParseException e) {
      return true;
    }
    if (beat.plus(STALE).isBefore(clock.instant())) {
      return true;
    }
    return other.path("host").asText().equals(host())
        && ProcessHandle.of(other.path("pid").asLong())
            .filter(p -> started(p).equals(other.path("started").asText()))
            .isEmpty();
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static KindredException busy(RunFolder folder, ObjectNode other) {
    return new KindredException(
        Exit.TRY_LATER,
        "another process works in "
            + folder.root()
            + " (host "
            + other.path("host").asText("unknown")
            + ", process "
            + other.path("pid").asText("unknown")
            + "); try again later");
  }
}

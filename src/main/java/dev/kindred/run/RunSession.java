package dev.kindred.run;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One command at work in a run's folder, from the lock to {@code _SUCCESS}. The same id with the
 * same configuration is done already or resumed; with another configuration it is refused.
 */
public final class RunSession implements AutoCloseable {
  /**
   * What is asked for.
   *
   * @param command such as {@code train}
   * @param hash of the configuration
   * @param configuration its text, kept in the folder
   * @param difference from a kept text to this configuration, a line a key
   */
  public record Request(
      String command,
      String hash,
      String configuration,
      Function<String, List<String>> difference) {}

  private final RunFolder folder;
  private final Request request;
  private final InstantSource clock;
  private final RunLock lock;
  private final List<String> finished;
  private final Map<String, Double> metrics;
  private final boolean resumed;
  private boolean ended;

  private RunSession(
      RunFolder folder,
      Request request,
      InstantSource clock,
      RunLock lock,
      Optional<RunStatus> before) {
    this.folder = folder;
    this.request = request;
    this.clock = clock;
    this.lock = lock;
    this.finished = new ArrayList<>(before.map(RunStatus::finished).orElse(List.of()));
    this.metrics = new TreeMap<>(before.map(RunStatus::metrics).orElse(Map.of()));
    this.resumed = before.isPresent();
  }

  /**
   * Starts the command, unless it has been done.
   *
   * @return the session, or empty when the folder says that the command ended well
   * @throws KindredException with {@link Exit#USAGE} when the folder belongs to another run or the
   *     run has another configuration, with {@link Exit#TRY_LATER} when a live process works in it
   */
  public static Optional<RunSession> open(RunFolder folder, Request request, InstantSource clock) {
    if (isDone(folder, request)) {
      return Optional.empty();
    }
    RunLock lock = RunLock.take(folder, clock);
    try {
      // Another process may have finished the run between the look and the lock.
      if (isDone(folder, request)) {
        lock.close();
        return Optional.empty();
      }
      RunSession session = new RunSession(folder, request, clock, lock, status(folder));
      folder.delete(RunFiles.SUCCESS);
      folder.write(RunFiles.CONFIG, request.configuration());
      session.write(RunStatus.State.RUNNING, "");
      return Optional.of(session);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What the folder's {@code status.json} says, if there is one. */
  public static Optional<RunStatus> status(RunFolder folder) {
    return folder.read(RunFiles.STATUS).map(RunStatus::parse);
  }

  private static boolean isDone(RunFolder folder, Request request) {
    Optional<RunStatus> status = status(folder);
    if (status.isEmpty()) {
      return false;
    }
    RunStatus before = status.get();
    if (!before.runId().equals(folder.id())) {
      throw new KindredException(
          Exit.USAGE,
          folder.root()
              + " belongs to run "
              + before.runId()
              + "; use --run-id "
              + before.runId()
              + " or another run.path");
    }
    if (!before.configurationHash().equals(request.hash())) {
      throw new KindredException(
          Exit.USAGE,
          "run "
              + before.runId()
              + " has another configuration; use another --run-id, or change back:\n"
              + String.join(
                  "\n", request.difference().apply(folder.read(RunFiles.CONFIG).orElse(""))));
    }
    return before.finished().contains(request.command()) && folder.exists(RunFiles.SUCCESS);
  }

  /** The run's folder. */
  public RunFolder folder() {
    return folder;
  }

  /** Whether an earlier command or attempt has worked in the folder. */
  public boolean isResumed() {
    return resumed;
  }

  /** Whether a command of this run ended well before. */
  public boolean hasFinished(String command) {
    return finished.contains(command);
  }

  /** Remembers the last values for {@code status.json} and renews it. */
  public synchronized void report(List<MetricValue> values) {
    lock.check();
    values.forEach(v -> metrics.put(v.name(), v.value()));
    write(RunStatus.State.RUNNING, "");
  }

  /** Marks a part of a longer command as done, such as {@code prepare} within {@code run}. */
  public synchronized void finishPart(String command) {
    if (!finished.contains(command)) {
      finished.add(command);
    }
    write(RunStatus.State.RUNNING, "");
  }

  /** Ends well: {@code status.json}, then {@code _SUCCESS}. */
  public synchronized void succeed() {
    lock.check();
    finishPart(request.command());
    write(RunStatus.State.DONE, "");
    folder.write(RunFiles.SUCCESS, "");
    ended = true;
  }

  /** Ends with an error line; {@link Exit#TRY_LATER} means that there is something to resume. */
  public synchronized void fail(Exit exit, String error) {
    ended = true;
    write(exit == Exit.TRY_LATER ? RunStatus.State.INTERRUPTED : RunStatus.State.FAILED, error);
  }

  /** Releases the folder; a session that has not ended is interrupted. */
  @Override
  public synchronized void close() {
    try {
      if (!ended) {
        fail(Exit.TRY_LATER, "interrupted");
      }
    } finally {
      lock.close();
    }
    folder.delete(RunFiles.TEMPORARY);
  }

  private void write(RunStatus.State state, String error) {
    folder.write(
        RunFiles.STATUS,
        new RunStatus(
                state,
                folder.id(),
                request.hash(),
                request.command(),
                finished,
                clock.instant(),
                metrics,
                error)
            .json());
  }
}

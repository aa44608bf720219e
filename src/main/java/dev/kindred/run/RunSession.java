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
  private final Lease lease;
  private final List<String> finished;
  private final Map<String, Double> metrics;
  private final boolean resumed;
  private String engine;
  private Optional<Exit> ended = Optional.empty();
  private Optional<String> error = Optional.empty();

  private RunSession(
      RunFolder folder,
      Request request,
      InstantSource clock,
      Lease lease,
      Optional<RunStatus> before) {
    this.folder = folder;
    this.request = request;
    this.clock = clock;
    this.lease = lease;
    this.finished = new ArrayList<>(before.map(RunStatus::finished).orElse(List.of()));
    this.metrics = new TreeMap<>(before.map(RunStatus::metrics).orElse(Map.of()));
    this.engine = before.map(RunStatus::engine).orElse("");
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
    return open(folder, request, clock, LeaseTerms.of(LeaseTerms.USUAL), () -> {});
  }

  /**
   * Starts the command, unless it has been done.
   *
   * @param terms of the lease on the folder
   * @param waiting called now and then while a former process is watched; may throw to end that
   * @see #open(RunFolder, Request, InstantSource)
   */
  public static Optional<RunSession> open(
      RunFolder folder, Request request, InstantSource clock, LeaseTerms terms, Runnable waiting) {
    if (isDone(folder, request)) {
      return Optional.empty();
    }
    Lease lease = new LeaseTaker(folder.fileSystem(), folder.root(), terms).take(waiting);
    try {
      // Another process may have finished the run between the look and the lease.
      if (isDone(folder, request)) {
        lease.close();
        return Optional.empty();
      }
      RunFolder mine = folder.under(lease);
      RunSession session = new RunSession(mine, request, clock, lease, status(folder));
      mine.delete(RunFiles.SUCCESS);
      mine.write(RunFiles.CONFIG, request.configuration());
      session.write(RunStatus.State.RUNNING, "");
      return Optional.of(session);
    } catch (RuntimeException e) {
      lease.close();
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
    requireSame(folder, status.get(), request);
    return status.get().finished().contains(request.command()) && folder.exists(RunFiles.SUCCESS);
  }

  /** Another run's folder, or the same with another configuration, is a mistake. */
  static void requireSame(RunFolder folder, RunStatus before, Request request) {
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

  /** Is called once, when another process is found to have taken over the folder. */
  public void onLoss(Runnable action) {
    lease.onLoss(action);
  }

  /**
   * To be called before an end is reported.
   *
   * @throws KindredException with {@link Exit#TRY_LATER} when another process took the folder over
   */
  public void check() {
    lease.check();
  }

  /** Remembers the last values for {@code status.json} and renews it. */
  public synchronized void report(List<MetricValue> values) {
    goOn();
    values.forEach(v -> metrics.put(v.name(), v.value()));
    write(RunStatus.State.RUNNING, "");
  }

  /** Remembers what computes and renews {@code status.json}. */
  public synchronized void computedBy(String name) {
    goOn();
    engine = name;
    write(RunStatus.State.RUNNING, "");
  }

  /** What computes, or did last; empty before anything was computed. */
  public synchronized String engine() {
    return engine;
  }

  /** Marks a part of a longer command as done, such as {@code prepare} within {@code run}. */
  public synchronized void finishPart(String command) {
    goOn();
    if (!finished.contains(command)) {
      finished.add(command);
    }
    write(RunStatus.State.RUNNING, "");
  }

  /**
   * Ends well: {@code status.json}, then {@code _SUCCESS}.
   *
   * @throws KindredException with {@link Exit#TRY_LATER} when it was ended otherwise before
   */
  public synchronized void succeed() {
    finishPart(request.command());
    write(RunStatus.State.DONE, "");
    folder.write(RunFiles.SUCCESS, "");
    ended = Optional.of(Exit.DONE);
  }

  /**
   * Ends with an error line; {@link Exit#TRY_LATER} means that there is something to resume. The
   * first end counts, and a folder that was taken over is left alone.
   *
   * @return how the command has ended
   */
  public synchronized Exit fail(Exit exit, String error) {
    if (ended.isPresent()) {
      return ended.get();
    }
    ended = Optional.of(exit);
    this.error = Optional.of(error);
    if (!lease.isLost()) {
      write(exit == Exit.TRY_LATER ? RunStatus.State.INTERRUPTED : RunStatus.State.FAILED, error);
    }
    return exit;
  }

  /** The line that a session has failed with. */
  public synchronized Optional<String> error() {
    return error;
  }

  /** Releases the folder; a session that has not ended is interrupted. */
  @Override
  public synchronized void close() {
    try {
      if (ended.isEmpty()) {
        fail(Exit.TRY_LATER, "interrupted");
      }
    } finally {
      sweep();
      lease.close();
    }
  }

  /** Leftovers change nothing about how the command ended. */
  private void sweep() {
    try {
      lease.check();
      folder.sweep();
    } catch (KindredException e) {
      // The next holder deletes them.
    }
  }

  /** After an end nothing is reported any more: the process may be about to be stopped. */
  private void goOn() {
    if (ended.isPresent()) {
      throw new KindredException(Exit.TRY_LATER, "stopped on request");
    }
    lease.check();
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
                error,
                ended.orElse(Exit.DONE),
                engine)
            .json());
  }
}

package dev.kindred.run;

import java.time.Instant;
import java.util.Optional;

/**
 * A look at a run that leaves it as it is: no lease, no change of {@code status.json}, several at a
 * time. What the visitor writes are files of his own beside those of the run.
 */
public final class RunVisit implements AutoCloseable {
  private final RunFolder folder;

  private RunVisit(RunFolder folder) {
    this.folder = folder;
  }

  /**
   * Begins.
   *
   * @param request what is asked for; its configuration has to be the run's
   * @throws KindredException with {@link Exit#USAGE} when there is no run, or another one
   */
  public static RunVisit open(RunFolder folder, RunSession.Request request) {
    Optional<RunStatus> status = RunSession.status(folder);
    if (status.isEmpty()) {
      throw new KindredException(
          Exit.USAGE,
          "there is no run at %s; name one by --run-id or run.path, or make it by 'kindred run'"
              .formatted(folder.root()));
    }
    RunSession.requireSame(folder, status.get(), request);
    return new RunVisit(folder.visitedBy(Scratch.visitor(Instant.now())));
  }

  /** The run's folder. */
  public RunFolder folder() {
    return folder;
  }

  @Override
  public void close() {
    folder.sweep();
  }
}

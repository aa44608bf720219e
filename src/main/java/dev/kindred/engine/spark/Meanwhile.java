package dev.kindred.engine.spark;

import dev.kindred.engine.Replica;
import dev.kindred.engine.exchange.Averaged;
import dev.kindred.run.Background;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** What another thread does while a replica trains. */
final class Meanwhile implements AutoCloseable {
  /** Nothing to do. */
  static final Work NOTHING = () -> Outcome.NONE;

  /** What is done. */
  interface Work extends Supplier<Outcome> {}

  /** What came of it. */
  interface Outcome {
    /** Nothing. */
    Outcome NONE = (replica, step) -> null;

    /**
     * Finishes a replica that has trained.
     *
     * @param step steps that it has done
     * @return what was averaged, or null
     */
    Averaged finish(Replica replica, int step);
  }

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<Outcome> outcome;

  Meanwhile(Work work) {
    this.outcome = thread.submit(work::get);
  }

  /**
   * Waits for it.
   *
   * @throws RuntimeException for which it could not be done
   */
  Outcome await() {
    return Background.result(outcome, "a state was on its way");
  }

  /** Nothing goes on behind the back of whoever called. */
  @Override
  public void close() {
    thread.shutdownNow();
    Background.awaitEnd(thread);
  }
}

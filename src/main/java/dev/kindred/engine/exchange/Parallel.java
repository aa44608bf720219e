package dev.kindred.engine.exchange;

import dev.kindred.run.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A few pieces at a time: while one is on the network another is copied. */
final class Parallel {
  private static final int THREADS = 4;

  private Parallel() {}

  /**
   * Calls {@code work} with every piece.
   *
   * @throws RuntimeException of the first piece that failed
   */
  static void each(List<Piece> pieces, Consumer<Piece> work) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      pieces.forEach(piece -> running.add(threads.submit(() -> work.accept(piece))));
      for (Future<?> one : running) {
        Background.result(one, "a state was on its way");
      }
    } finally {
      threads.shutdownNow();
      Background.awaitEnd(threads);
    }
  }
}

package dev.kindred.engine;

import java.util.Iterator;

/** Batches in planned order, read ahead while the previous one trains. Used by one thread. */
public interface BatchStream extends Iterator<TrainingBatch>, AutoCloseable {
  /** Time spent so far in {@link #next} waiting for images, in nanoseconds. */
  long waitedNanos();

  @Override
  void close();
}

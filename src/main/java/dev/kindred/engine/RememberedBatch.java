package dev.kindred.engine;

import java.io.Serializable;

/**
 * A batch that goes into the cross-batch memory.
 *
 * @param step at which it was trained on, counted over the whole training
 * @param rows embeddings before that step, and their labels
 */
public record RememberedBatch(int step, MemoryRows rows) implements Serializable {
  private static final long serialVersionUID = 1L;
}

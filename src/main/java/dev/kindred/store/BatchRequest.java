package dev.kindred.store;

import dev.kindred.run.RandomStream;
import java.io.Serializable;

/**
 * A batch to be read and rendered.
 *
 * @param imageIds {@code [n]}
 * @param seed of the batch; the random view of its image {@code i} is of its stream {@code i}
 * @param first number of the first of these images in the batch
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record BatchRequest(int[] imageIds, long seed, int first) implements Serializable {
  /** A whole batch. */
  public BatchRequest(int[] imageIds, long seed) {
    this(imageIds, seed, 0);
  }

  long seedOf(int position) {
    return RandomStream.VIEW.seed(seed, first + position);
  }
}

package dev.kindred.store;

import dev.kindred.run.RandomStream;
import java.io.Serializable;

/**
 * A batch to be read and rendered.
 *
 * @param imageIds {@code [n]}
 * @param seed of the batch; the random view of image {@code i} is of its stream {@code i}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record BatchRequest(int[] imageIds, long seed) implements Serializable {
  long seedOf(int position) {
    return RandomStream.VIEW.seed(seed, position);
  }
}

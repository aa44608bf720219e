package dev.kindred.sampling;

import java.io.Serializable;

/**
 * Where training stands: the next batch to be dealt. Written into checkpoints.
 *
 * @param epoch from 0
 * @param batch within the epoch, from 0; may be the number of batches of an epoch
 */
public record Position(int epoch, int batch) implements Serializable {
  /** The very beginning. */
  public static final Position START = new Position(0, 0);

  public Position {
    if (epoch < 0 || batch < 0) {
      throw new IllegalArgumentException("position: epoch %d, batch %d".formatted(epoch, batch));
    }
  }
}

package dev.kindred.sampling;

import java.io.Serializable;

/**
 * One batch of P classes times K images, as planned by the driver.
 *
 * @param epoch from 0
 * @param index within the epoch, from 0
 * @param imageIds {@code [P * K]}, the K images of a class side by side
 * @param labels {@code [P * K]}, class ids
 */
@SuppressWarnings("ArrayRecordComponent") // a batch is handed on, never compared
public record PlannedBatch(int epoch, int index, int[] imageIds, int[] labels)
    implements Serializable {

  /** Number of images. */
  public int size() {
    return imageIds.length;
  }
}

package dev.kindred.store;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * What {@code prepare} did.
 *
 * @param store the finished store
 * @param broken images that were left out, in id order
 * @param passedOver files that are no images, by kind
 * @param shardsWritten by this run
 * @param shardsKept found finished from an interrupted run
 * @param unchanged whether the store was there already
 * @param took wall clock
 */
public record PrepareResult(
    ImageStore store,
    List<BrokenImage> broken,
    SortedMap<String, Long> passedOver,
    int shardsWritten,
    int shardsKept,
    boolean unchanged,
    Duration took) {
  public PrepareResult {
    broken = List.copyOf(broken);
  }
}

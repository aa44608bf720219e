package dev.kindred.train;

import dev.kindred.engine.ReplicaState;

/**
 * What a training ended with.
 *
 * @param state of the model that was written
 * @param rounds averaging rounds
 * @param images images seen by all executors
 * @param imagesPerSecond of this attempt, averaging included
 * @param stoppedEarly whether validation stopped it
 */
public record TrainResult(
    ReplicaState state, int rounds, long images, double imagesPerSecond, boolean stoppedEarly) {
  /** For whoever only embeds with it. */
  public TrainResult withoutMoments() {
    return new TrainResult(state.withoutMoments(), rounds, images, imagesPerSecond, stoppedEarly);
  }
}

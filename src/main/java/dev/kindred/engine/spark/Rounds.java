package dev.kindred.engine.spark;

import dev.kindred.engine.ChunkedBatches;

/**
 * What a round consists of.
 *
 * @param moments whether the optimiser's moments travel and are averaged; otherwise every round
 *     starts with fresh ones
 * @param exact whether all executors' embeddings form one batch of the loss
 * @param outerMomentum momentum of the averaged step
 * @param outerRate rate of the averaged step
 * @param halfMoments whether moments are rounded to bf16 and travel so, two bytes each
 * @param chunks how batches pass through the network
 * @param onDriver whether the driver averages alone, as a measure for averaging where the states
 *     are
 * @param overlap whether executors train while averages travel
 * @param differences whether parameters travel as bf16 differences with error feedback
 */
public record Rounds(
    boolean moments,
    boolean exact,
    double outerMomentum,
    double outerRate,
    boolean halfMoments,
    ChunkedBatches chunks,
    boolean onDriver,
    boolean overlap,
    boolean differences) {
  /** Every round waits for its average. */
  public Rounds(
      boolean moments,
      boolean exact,
      double outerMomentum,
      double outerRate,
      boolean halfMoments,
      ChunkedBatches chunks,
      boolean onDriver) {
    this(moments, exact, outerMomentum, outerRate, halfMoments, chunks, onDriver, false, false);
  }

  /** Averaged on the executors, without a momentum, each batch in one piece. */
  public Rounds(boolean moments, boolean exact) {
    this(moments, exact, 0, 1, false, new ChunkedBatches(0), false);
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.RememberedBatch;
import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.Handover;
import java.io.Serializable;
import java.util.List;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/**
 * What a task sends back.
 *
 * @param handover where the replica's state after its batches lies
 * @param report what it did; null when it could not start
 * @param fresh what it embedded, for the cross-batch memory; empty without one
 * @param averaged what it averaged while it trained; null without
 */
record SlotResult(
    Handover handover, SlotReport report, List<RememberedBatch> fresh, Averaged averaged)
    implements TrainingResult, Serializable {
  /** Of a task for which a part of the common state was nowhere to be had. */
  static SlotResult notStarted(int slot) {
    return new SlotResult(Handover.notStarted(slot), null, List.of(), null);
  }

  @Override
  public void setStats(SparkTrainingStats stats) {}
}

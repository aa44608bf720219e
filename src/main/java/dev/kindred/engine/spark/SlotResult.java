package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.Handover;
import java.io.Serializable;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/**
 * What a task sends back.
 *
 * @param handover where the replica's state after its batches lies
 * @param report what it did
 */
record SlotResult(Handover handover, SlotReport report) implements TrainingResult, Serializable {
  @Override
  public void setStats(SparkTrainingStats stats) {}
}

package dev.kindred.engine.spark;

import dev.kindred.engine.ReplicaState;
import java.io.Serializable;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/**
 * What a task sends back.
 *
 * @param state the replica after its batches
 * @param report what it did
 */
record SlotResult(ReplicaState state, SlotReport report) implements TrainingResult, Serializable {
  @Override
  public void setStats(SparkTrainingStats stats) {}
}

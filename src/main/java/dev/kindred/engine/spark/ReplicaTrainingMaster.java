package dev.kindred.engine.spark;

import dev.kindred.run.DriverOnly;
import java.util.Collection;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Parameter averaging on dl4j-spark's extension point. Unlike {@code
 * ParameterAveragingTrainingMaster} it never counts, splits or shuffles what it is given: partition
 * i of the paths is slot i, each path is a whole batch, and one call is one round. Replicas stay
 * alive in the executors.
 */
@DriverOnly
final class ReplicaTrainingMaster
    implements TrainingMaster<SlotResult, TrainingWorker<SlotResult>> {
  private final StateRounds rounds;
  private RoundResult last;

  ReplicaTrainingMaster(StateRounds rounds) {
    this.rounds = rounds;
  }

  RoundResult lastRound() {
    return last;
  }

  @Override
  public void executeTrainingPaths(
      SparkDl4jMultiLayer none,
      SparkComputationGraph network,
      JavaRDD<String> paths,
      DataSetLoader unused,
      MultiDataSetLoader loader) {
    if (!(loader instanceof PlanLoader plan)) {
      throw new IllegalArgumentException("paths are planned batches, read by a PlanLoader");
    }
    last = rounds.run(paths, plan.source(), plan.meet());
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
    throw onlyPaths();
  }

  @Override
  public void executeTraining(SparkComputationGraph network, JavaRDD<DataSet> data) {
    throw onlyPaths();
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph network, JavaRDD<MultiDataSet> data) {
    throw onlyPaths();
  }

  private static UnsupportedOperationException onlyPaths() {
    return new UnsupportedOperationException("training data are paths of planned batches");
  }

  @Override
  public TrainingWorker<SlotResult> getWorkerInstance(SparkDl4jMultiLayer network) {
    throw onlyPaths();
  }

  @Override
  public TrainingWorker<SlotResult> getWorkerInstance(SparkComputationGraph network) {
    throw onlyPaths();
  }

  @Override
  public String toJson() {
    throw new UnsupportedOperationException("a run's configuration is in its folder");
  }

  @Override
  public String toYaml() {
    return toJson();
  }

  @Override
  public void addHook(TrainingHook hook) {
    throw new UnsupportedOperationException("no hooks");
  }

  @Override
  public void removeHook(TrainingHook hook) {}

  @Override
  public void setCollectTrainingStats(boolean collect) {}

  @Override
  public boolean getIsCollectTrainingStats() {
    return false;
  }

  @Override
  public SparkTrainingStats getTrainingStats() {
    return null;
  }

  @Override
  public void setListeners(Collection<TrainingListener> listeners) {}

  @Override
  public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {}

  @Override
  public boolean deleteTempFiles(JavaSparkContext spark) {
    return true;
  }

  @Override
  public boolean deleteTempFiles(SparkContext spark) {
    return true;
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.BatchStream;
import dev.kindred.engine.TrainingBatch;
import java.util.List;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * dl4j-spark's loader of "paths": a path is a whole planned batch. {@link ReplicaTrainingMaster}
 * reads ahead through {@link #source}; any other training master gets one batch at a time.
 *
 * @param source reads and renders images
 * @param size side of an image
 * @param meet whether all replicas are to be equal after the round
 */
record PlanLoader(BatchSource source, int size, boolean meet) implements MultiDataSetLoader {
  @Override
  public MultiDataSet load(Source path) {
    try (BatchStream stream = source.open(List.of(BatchPlan.fromPath(path.getPath())))) {
      TrainingBatch batch = stream.next();
      int n = batch.n();
      float[] labels = new float[n];
      for (int i = 0; i < n; i++) {
        labels[i] = batch.labels()[i];
      }
      return new org.nd4j.linalg.dataset.MultiDataSet(
          Nd4j.create(batch.images(), new long[] {n, size, size, 3}, 'c'),
          Nd4j.create(labels, new long[] {n, 1}, 'c'));
    }
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.BatchStream;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.dl4j.SmallReplicas;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** Noise in place of stored images, the same for the same plan. */
record MemoryBatches() implements BatchSource {
  static BatchPlan plan(long seed, int... classes) {
    int[] labels = SmallReplicas.batch(seed, classes).labels();
    return new BatchPlan(IntStream.range(0, labels.length).toArray(), labels, seed);
  }

  static TrainingBatch batch(BatchPlan plan) {
    int[] classes =
        IntStream.range(0, plan.labels().length / 2).map(i -> plan.labels()[2 * i]).toArray();
    return SmallReplicas.batch(plan.seed(), classes);
  }

  @Override
  public BatchStream open(List<BatchPlan> plans) {
    return new Stream(plans.iterator());
  }

  private record Stream(Iterator<BatchPlan> plans) implements BatchStream {
    @Override
    public boolean hasNext() {
      return plans.hasNext();
    }

    @Override
    public TrainingBatch next() {
      return batch(plans.next());
    }

    @Override
    public long waitedNanos() {
      return 0;
    }

    @Override
    public void close() {}
  }
}

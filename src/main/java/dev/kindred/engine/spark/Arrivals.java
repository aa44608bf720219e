package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchStream;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A stream that remembers what came out of it. */
final class Arrivals implements BatchStream {
  private final BatchStream stream;
  private final List<TrainingBatch> labels = new ArrayList<>();

  Arrivals(BatchStream stream) {
    this.stream = stream;
  }

  @Override
  public boolean hasNext() {
    return stream.hasNext();
  }

  @Override
  public TrainingBatch next() {
    TrainingBatch batch = stream.next();
    labels.add(new TrainingBatch(new float[0], batch.labels(), batch.seed()));
    return batch;
  }

  @Override
  public long waitedNanos() {
    return stream.waitedNanos();
  }

  @Override
  public void close() {
    stream.close();
  }

  /** The batches as they arrived, in the form of {@link BatchPlan#toPath}. */
  List<String> batches(List<BatchPlan> plans, ChunkedBatches chunks) {
    List<String> batches = new ArrayList<>();
    int at = 0;
    for (BatchPlan plan : plans) {
      int parts = chunks.parts(plan).size();
      int[] seen =
          labels.subList(at, at + parts).stream()
              .flatMapToInt(part -> IntStream.of(part.labels()))
              .toArray();
      batches.add(new BatchPlan(plan.imageIds(), seen, labels.get(at).seed()).toPath());
      at += parts > 1 ? 2 * parts : 1;
    }
    return batches;
  }
}

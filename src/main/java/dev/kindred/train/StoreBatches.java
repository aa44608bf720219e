package dev.kindred.train;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.BatchStream;
import dev.kindred.engine.Engine;
import dev.kindred.engine.TaskGpus;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.image.ImageView;
import dev.kindred.store.BatchRequest;
import dev.kindred.store.ImageStore;
import dev.kindred.store.Prefetcher;
import dev.kindred.store.StoreIndex;
import dev.kindred.store.StoreReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Planned batches from a store.
 *
 * @param hadoop settings of the file systems
 * @param location of the shards
 * @param index where each image lies
 * @param view random view of an image
 * @param engine that computes with them
 * @param threads that decode for a task without a GPU; one with a GPU decodes with all its cores
 */
record StoreBatches(
    Broadcast<SerializableConfiguration> hadoop,
    ImageStore.Location location,
    Broadcast<StoreIndex> index,
    ImageView view,
    Engine engine,
    int threads)
    implements BatchSource {
  private static final int AHEAD = 2;
  private static final long CACHE_BYTES = 64L << 20;

  @Override
  public BatchStream open(List<BatchPlan> plans) {
    StoreReader reader =
        new StoreReader(hadoop.value().value(), location, index.value(), CACHE_BYTES);
    List<BatchRequest> requests =
        plans.stream().map(p -> new BatchRequest(p.imageIds(), p.seed(), p.first())).toList();
    Prefetcher prefetcher =
        new Prefetcher(reader, view, requests, TaskGpus.decoders(threads), AHEAD, engine.images());
    return new Stream(reader, prefetcher, plans.iterator());
  }

  private record Stream(StoreReader reader, Prefetcher images, Iterator<BatchPlan> plans)
      implements BatchStream {
    @Override
    public boolean hasNext() {
      return images.hasNext();
    }

    @Override
    public TrainingBatch next() {
      BatchPlan plan = plans.next();
      return new TrainingBatch(images.next().images(), plan.labels(), plan.seed());
    }

    @Override
    public long waitedNanos() {
      return images.waitedNanos();
    }

    @Override
    public void close() {
      images.close();
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException("the store could not be closed", e);
      }
    }
  }
}

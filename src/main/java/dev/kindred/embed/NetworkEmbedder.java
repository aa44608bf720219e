package dev.kindred.embed;

import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.TaskGpus;
import dev.kindred.engine.spark.ExecutorReplica;
import dev.kindred.image.RenderedImages;
import dev.kindred.image.TestView;
import dev.kindred.store.BatchRequest;
import dev.kindred.store.Prefetcher;
import dev.kindred.store.RenderedBatch;
import dev.kindred.store.StoreReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * The network, or its pooled features before the linear head.
 *
 * @param owner of the executors' replicas
 * @param recipe of the network
 * @param state its weights
 * @param view of an image
 * @param batch images at a time
 * @param features whether the head is left out
 */
record NetworkEmbedder(
    String owner,
    ReplicaRecipe recipe,
    Broadcast<ReplicaState> state,
    TestView view,
    int batch,
    boolean features)
    implements Embedder {
  @Override
  public int dim() {
    return features ? recipe.network().backbone().features() : recipe.network().dim();
  }

  @Override
  public float[] embed(StoreReader reader, int[] ids) {
    return ExecutorReplica.use(
        owner, recipe, state.value(), replica -> embed(replica, reader, ids));
  }

  private float[] embed(Replica replica, StoreReader reader, int[] ids) {
    float[] rows = new float[ids.length * dim()];
    List<BatchRequest> requests = new ArrayList<>();
    for (int at = 0; at < ids.length; at += batch) {
      requests.add(
          new BatchRequest(Arrays.copyOfRange(ids, at, Math.min(ids.length, at + batch)), 0));
    }
    int at = 0;
    RenderedImages.Form form = recipe.engine().images();
    try (Prefetcher batches =
        new Prefetcher(reader, view, requests, TaskGpus.decoders(1), 2, form)) {
      while (batches.hasNext()) {
        RenderedBatch next = batches.next();
        int n = next.request().imageIds().length;
        float[] part =
            features ? replica.features(next.images(), n) : replica.embed(next.images(), n);
        System.arraycopy(part, 0, rows, at, part.length);
        at += part.length;
      }
    }
    return rows;
  }
}

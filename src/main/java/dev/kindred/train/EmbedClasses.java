package dev.kindred.train;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.BatchStream;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.TrainingBatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** Embeds planned images of whole classes on an executor. */
record EmbedClasses(
    ReplicaRecipe recipe,
    Broadcast<ReplicaState> network,
    BatchSource source,
    int imagesPerClass,
    int each)
    implements FlatMapFunction<Iterator<BatchPlan>, ClassRows> {
  @Override
  public Iterator<ClassRows> call(Iterator<BatchPlan> plans) {
    List<BatchPlan> all = new ArrayList<>();
    plans.forEachRemaining(all::add);
    List<ClassRows> rows = new ArrayList<>();
    try (Replica replica = recipe.create();
        BatchStream stream = source.open(all)) {
      replica.restore(network.value());
      while (stream.hasNext()) {
        TrainingBatch batch = stream.next();
        float[] x = replica.embed(batch.input(), batch.n());
        rows.add(ClassRows.of(x, batch.labels(), imagesPerClass, each));
      }
    }
    return rows.iterator();
  }
}

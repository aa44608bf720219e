package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.BatchStream;
import dev.kindred.engine.LocalMemory;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.StateTicket;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;

/**
 * One executor's share of a round: from the round's common state through its batches. It depends on
 * nothing but its arguments, so a task that is run again, or twice, gives the same result.
 */
final class SlotTask implements Function2<Integer, Iterator<String>, Iterator<SlotResult>> {
  private static final long serialVersionUID = 1L;
  private static final double NANO = 1e-9;

  private final String owner;
  private final ReplicaRecipe recipe;
  private final StateTicket start;
  private final double rateScale;
  private final SharedMemory past;
  private final BatchSource source;

  SlotTask(
      String owner,
      ReplicaRecipe recipe,
      StateTicket start,
      double rateScale,
      SharedMemory past,
      BatchSource source) {
    this.owner = owner;
    this.recipe = recipe;
    this.start = start;
    this.rateScale = rateScale;
    this.past = past;
    this.source = source;
  }

  @Override
  public Iterator<SlotResult> call(Integer slot, Iterator<String> paths) {
    long begin = System.nanoTime();
    List<String> batches = new ArrayList<>();
    paths.forEachRemaining(batches::add);
    List<BatchPlan> plans = batches.stream().map(BatchPlan::fromPath).toList();
    SlotResult result =
        ReplicaPool.ofThisProcess()
            .with(owner, recipe, replica -> train(replica, slot, plans, begin));
    return List.of(result).iterator();
  }

  private SlotResult train(Replica replica, int slot, List<BatchPlan> plans, long begin) {
    try (BatchStream stream = source.open(plans)) {
      start.receive(replica, slot);
      replica.scaleRate(rateScale);
      List<String> arrived = new ArrayList<>();
      Iterator<TrainingBatch> batches =
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return stream.hasNext();
            }

            @Override
            public TrainingBatch next() {
              TrainingBatch batch = stream.next();
              BatchPlan plan = plans.get(arrived.size());
              arrived.add(new BatchPlan(plan.imageIds(), batch.labels(), batch.seed()).toPath());
              return batch;
            }
          };
      LocalMemory memory = new LocalMemory(past.value().toMemory(recipe.network().dim()));
      long trainStart = System.nanoTime();
      double[] losses = replica.train(batches, memory);
      double busy = (System.nanoTime() - trainStart) * NANO;
      double input = stream.waitedNanos() * NANO;
      long attempt = TaskContext.get().taskAttemptId();
      BitSet sent = start.send(replica, slot, attempt);
      int images = plans.stream().mapToInt(p -> p.imageIds().length).sum();
      return new SlotResult(
          new Handover(slot, attempt, sent, start.step() + losses.length),
          new SlotReport(
              slot,
              losses,
              images,
              arrived,
              input,
              busy - input,
              (System.nanoTime() - begin) * NANO,
              ProcessHandle.current().pid(),
              recipe.engine().describe()),
          memory.fresh());
    }
  }
}

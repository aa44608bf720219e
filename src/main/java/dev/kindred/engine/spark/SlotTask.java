package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.LocalMemory;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.MissingState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One executor's share of a round: from its start through its batches. It depends on nothing but
 * its arguments, so a task that is run again, or twice, gives the same result.
 */
final class SlotTask implements Function2<Integer, Iterator<String>, Iterator<SlotResult>> {
  private static final long serialVersionUID = 1L;
  private static final double NANO = 1e-9;
  private static final Logger LOG = LoggerFactory.getLogger(SlotTask.class);

  private final String owner;
  private final ReplicaRecipe recipe;
  private final Course course;
  private final double rateScale;
  private final SharedMemory past;
  private final BatchSource source;
  private final ChunkedBatches chunks;

  SlotTask(
      String owner,
      ReplicaRecipe recipe,
      Course course,
      double rateScale,
      SharedMemory past,
      BatchSource source,
      ChunkedBatches chunks) {
    this.owner = owner;
    this.recipe = recipe;
    this.course = course;
    this.rateScale = rateScale;
    this.past = past;
    this.source = source;
    this.chunks = chunks;
  }

  @Override
  public Iterator<SlotResult> call(Integer slot, Iterator<String> paths) {
    long begin = System.nanoTime();
    List<String> batches = new ArrayList<>();
    paths.forEachRemaining(batches::add);
    List<BatchPlan> plans = course.part(batches).stream().map(BatchPlan::fromPath).toList();
    SlotResult result =
        ReplicaPool.ofThisProcess()
            .with(owner, recipe, replica -> train(replica, slot, plans, begin));
    return List.of(result).iterator();
  }

  private SlotResult train(Replica replica, int slot, List<BatchPlan> plans, long begin) {
    try (Arrivals stream = new Arrivals(source.open(chunks.passes(plans)))) {
      try {
        course.begin(replica, slot);
        return train(replica, slot, plans, stream, begin);
      } catch (MissingState | LostState gone) {
        LOG.info("slot {}: {}", slot, gone.getMessage());
        return SlotResult.notStarted(slot);
      }
    }
  }

  private SlotResult train(
      Replica replica, int slot, List<BatchPlan> plans, Arrivals stream, long begin) {
    try (Meanwhile meanwhile = new Meanwhile(course.meanwhile(replica, slot))) {
      replica.scaleRate(rateScale);
      LocalMemory memory = new LocalMemory(past.value().toMemory(recipe.network().dim()));
      long trainStart = System.nanoTime();
      double[] losses = chunks.train(replica, recipe, plans, stream, memory, course.step());
      double busy = (System.nanoTime() - trainStart) * NANO;
      double input = stream.waitedNanos() * NANO;
      long attempt = TaskContext.get().taskAttemptId();
      int step = course.step() + losses.length;
      Averaged averaged = meanwhile.await().finish(replica, step);
      Handover left = course.leave(replica, slot, attempt, step);
      past.leave(slot, attempt, memory.fresh());
      int images = plans.stream().mapToInt(p -> p.imageIds().length).sum();
      return new SlotResult(
          left,
          new SlotReport(
                  slot,
                  losses,
                  images,
                  stream.batches(plans, chunks),
                  input,
                  busy - input,
                  (System.nanoTime() - begin) * NANO,
                  ProcessHandle.current().pid(),
                  recipe.engine().describe())
              .noted(),
          memory.fresh(),
          averaged);
    }
  }
}

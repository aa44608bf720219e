package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.Holder;
import dev.kindred.engine.exchange.StateTicket;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/**
 * One executor's half of an exact step: first the embeddings of its batch, then, once the driver
 * has the gradient over everybody's embeddings, the gradient by the parameters. Nothing is kept
 * between the two, so either can run anywhere and more than once; the price is that the batch is
 * read and passed through the network twice.
 */
final class ExactTask implements Function2<Integer, Iterator<String>, Iterator<ExactResult>> {
  private static final long serialVersionUID = 1L;
  private static final double NANO = 1e-9;

  private final String owner;
  private final ReplicaRecipe recipe;
  private final StateTicket common;
  private final BatchSource source;
  private final Broadcast<List<FloatVector>> gradients;
  private final ChunkedBatches chunks;

  /**
   * @param gradients by the embeddings of each slot's batch; null to compute the embeddings
   */
  ExactTask(
      String owner,
      ReplicaRecipe recipe,
      StateTicket common,
      BatchSource source,
      Broadcast<List<FloatVector>> gradients,
      ChunkedBatches chunks) {
    this.owner = owner;
    this.recipe = recipe;
    this.common = common;
    this.source = source;
    this.gradients = gradients;
    this.chunks = chunks;
  }

  @Override
  public Iterator<ExactResult> call(Integer slot, Iterator<String> paths) {
    BatchPlan plan = BatchPlan.fromPath(paths.next());
    ExactResult result =
        ReplicaPool.ofThisProcess().with(owner, recipe, replica -> run(replica, slot, plan));
    return List.of(result).iterator();
  }

  private ExactResult run(Replica replica, int slot, BatchPlan plan) {
    long begin = System.nanoTime();
    try (Arrivals stream = new Arrivals(source.open(chunks.parts(plan)))) {
      common.receive(replica, slot);
      long ready = System.nanoTime();
      FloatVector embeddings = new FloatVector();
      FloatVector gradient = new FloatVector();
      if (gradients == null) {
        embeddings = new FloatVector(chunks.embed(replica, plan, stream, recipe.network().dim()));
      } else {
        gradient = chunks.gradient(replica, plan, stream, gradients.value().get(slot).values());
      }
      long end = System.nanoTime();
      long attempt = TaskContext.get().taskAttemptId();
      BitSet sent = common.send(gradient.values(), slot, attempt);
      return new ExactResult(
          embeddings,
          new Handover(slot, attempt, sent, common.step() + 1, Holder.here(), common.broadcast()),
          new SlotReport(
                  slot,
                  new double[0],
                  plan.labels().length,
                  stream.batches(List.of(plan), chunks),
                  stream.waitedNanos() * NANO,
                  (end - ready - stream.waitedNanos()) * NANO,
                  (end - begin) * NANO,
                  ProcessHandle.current().pid(),
                  recipe.engine().describe())
              .noted());
    }
  }
}

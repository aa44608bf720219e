package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.ChunkedBatches;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.LocalMemory;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.Copying;
import dev.kindred.engine.exchange.Exchange;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.engine.exchange.StateTicket;
import dev.kindred.loss.Batch;
import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * One step in which the executors' batches form one batch of the loss. Executors send embeddings,
 * the driver computes loss and gradient once, executors back-propagate their part, sum the
 * gradients in slot order, and the driver takes the one optimiser step. With frozen batch
 * normalisation W executors with B images each give what one machine gives for W * B.
 */
@DriverOnly
final class ExactStep {
  private static final double NANO = 1e-9;

  private final JavaSparkContext spark;
  private final String owner;
  private final ReplicaRecipe recipe;
  private final Exchange exchange;
  private final Replica driver;
  private final ProxyPlace place;
  private final MemoryBank memory;
  private final ChunkedBatches chunks;

  /**
   * @param driver replica that takes the step
   * @param place of the loss's own parameters
   * @param memory looked at and filled by the joint loss; it stays on the driver
   */
  ExactStep(
      JavaSparkContext spark,
      String owner,
      ReplicaRecipe recipe,
      Exchange exchange,
      Replica driver,
      ProxyPlace place,
      MemoryBank memory,
      ChunkedBatches chunks) {
    this.spark = spark;
    this.owner = owner;
    this.recipe = recipe;
    this.exchange = exchange;
    this.driver = driver;
    this.place = place;
    this.memory = memory;
    this.chunks = chunks;
  }

  /** The state after a step, and how it went. */
  record Outcome(ReplicaState state, RoundResult round) {}

  /**
   * @param state before the step
   * @param plans one batch a slot
   */
  Outcome run(ReplicaState state, List<BatchPlan> plans, BatchSource source) {
    long start = System.nanoTime();
    JavaRDD<String> paths =
        spark.parallelize(plans.stream().map(BatchPlan::toPath).toList(), plans.size());
    // The moments stay here.
    try (CommonState common = exchange.publish(state, false, plans.size())) {
      List<ExactResult> forward =
          collect(paths, new ExactTask(owner, recipe, common.ticket(), source, null, chunks))
              .reports();
      long embedded = System.nanoTime();
      LocalMemory past = new LocalMemory(memory.memory());
      JointLoss loss = JointLoss.of(recipe, place, state, joint(plans, forward), past);
      long lossNanos = System.nanoTime() - embedded;
      Collected<ExactResult> backward = backward(paths, common.ticket(), source, loss, forward);
      long collected = System.nanoTime();
      float[] gradient = sum(common, backward, state);
      ReplicaState next = step(state, loss, gradient);
      memory.merge(List.of(past.fresh()));
      long end = System.nanoTime();
      List<SlotReport> reports =
          IntStream.range(0, plans.size())
              .mapToObj(
                  s -> report(loss, forward.get(s).report(), backward.reports().get(s).report()))
              .toList();
      return new Outcome(
          next,
          new RoundResult(
              reports,
              (end - start) * NANO,
              (end - collected + lossNanos) * NANO,
              next.parameters().isFinite()));
    }
  }

  private static Collected<ExactResult> collect(JavaRDD<String> paths, ExactTask task) {
    return new Collected<>(paths.mapPartitionsWithIndex(task, true), ExactResult::handover);
  }

  private Batch joint(List<BatchPlan> plans, List<ExactResult> forward) {
    int[] labels = plans.stream().flatMapToInt(p -> IntStream.of(p.labels())).toArray();
    int dim = recipe.network().dim();
    float[] rows = new float[labels.length * dim];
    int at = 0;
    for (ExactResult part : forward) {
      System.arraycopy(part.embeddings().values(), 0, rows, at, part.embeddings().length());
      at += part.embeddings().length();
    }
    return new Batch(rows, labels, dim, plans.get(0).seed());
  }

  private Collected<ExactResult> backward(
      JavaRDD<String> paths,
      StateTicket common,
      BatchSource source,
      JointLoss loss,
      List<ExactResult> forward) {
    // A list that every serialiser takes.
    List<FloatVector> parts = new ArrayList<>();
    int at = 0;
    for (ExactResult part : forward) {
      int to = at + part.embeddings().length();
      parts.add(new FloatVector(Arrays.copyOfRange(loss.gradient(), at, to)));
      at = to;
    }
    Broadcast<List<FloatVector>> gradients = spark.broadcast(parts);
    try {
      return collect(paths, new ExactTask(owner, recipe, common, source, gradients, chunks));
    } finally {
      gradients.unpersist(false);
    }
  }

  /** Each executor sums a portion; the driver gets the sum once, however many they are. */
  private float[] sum(CommonState common, Collected<ExactResult> backward, ReplicaState state) {
    PieceRule rule = new PieceRule.Sum();
    Broadcast<Integer> token = exchange.token(state.step() + 1);
    try {
      List<Averaged> sums = new PeerReduction(spark, exchange).run(common, backward, rule, token);
      Portions portions = exchange.portions(common, backward.handovers(), token, false);
      Copying copying =
          new Copying(
              exchange.ticket(common, portions, token, sums, state.step() + 1), common.values());
      PeerReduction.fetch(copying, common, backward, rule);
      return copying.values().state().parameters().values();
    } finally {
      token.destroy();
    }
  }

  private ReplicaState step(ReplicaState state, JointLoss loss, float[] sum) {
    System.arraycopy(loss.ownGradient(), 0, sum, place.parameters(), loss.ownGradient().length);
    driver.restore(state);
    driver.apply(new FloatVector(sum));
    return driver.state();
  }

  private static SlotReport report(JointLoss loss, SlotReport forward, SlotReport backward) {
    return new SlotReport(
        forward.slot(),
        new double[] {loss.value()},
        forward.imagesSeen(),
        forward.batches(),
        forward.inputSeconds() + backward.inputSeconds(),
        forward.computeSeconds() + backward.computeSeconds(),
        forward.taskSeconds() + backward.taskSeconds(),
        backward.processId(),
        backward.kernels());
  }
}

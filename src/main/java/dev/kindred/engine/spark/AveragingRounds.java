package dev.kindred.engine.spark;

import dev.kindred.engine.BatchSource;
import dev.kindred.engine.Bf16;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.exchange.Exchange;
import dev.kindred.engine.exchange.StateTicket;
import dev.kindred.run.DriverOnly;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Rounds of training and averaging, two Spark jobs each. The common state stays with the executors
 * that averaged it; the driver's copy follows while the next round trains, and until it is there
 * what the last round left stays with the executors, so that nothing depends on any one of them.
 */
@DriverOnly
final class AveragingRounds implements StateRounds {
  private static final double NANO = 1e-9;

  private final JavaSparkContext spark;
  private final String owner;
  private final ReplicaRecipe recipe;
  private final Exchange exchange;
  private final Averaging averaging;
  private final OuterStep outer;
  private final MemoryBank memory;
  private final Rounds rounds;

  /** The newest that is here. */
  private CommonValues values;

  /** The newest one, or null when it is {@link #values} and not held out yet. */
  private CommonState common;

  private double rateScale = 1;

  AveragingRounds(
      JavaSparkContext spark,
      String owner,
      ReplicaRecipe recipe,
      Exchange exchange,
      Averaging averaging,
      OuterStep outer,
      MemoryBank memory,
      Rounds rounds,
      ReplicaState start) {
    this.spark = spark;
    this.owner = owner;
    this.recipe = recipe;
    this.exchange = exchange;
    this.averaging = averaging;
    this.outer = outer;
    this.memory = memory;
    this.rounds = rounds;
    this.values = new CommonValues(start, new FloatVector());
  }

  @Override
  public void scaleRate(double factor) {
    rateScale = factor;
  }

  @Override
  public CommonValues values() {
    return common == null ? values : common.values();
  }

  @Override
  public CommonValues newest(long millis) {
    return common == null || !common.isCopied(millis) ? values : common.values();
  }

  @Override
  public boolean isCommon() {
    return true;
  }

  @Override
  public List<String> homes() {
    return List.of();
  }

  @Override
  public void restore(CommonValues next) {
    boolean same = common != null && common.isCopied(0) && common.values().equals(next);
    if (common != null && !same) {
      common.close();
      common = null;
    }
    values = next;
  }

  @Override
  public RoundResult run(JavaRDD<String> paths, BatchSource source, boolean meet) {
    long start = System.nanoTime();
    SharedMemory past = memory.share(spark);
    if (common == null) {
      common =
          exchange.publish(
              values, rounds.moments(), rounds.halfMoments(), paths.getNumPartitions());
    }
    CommonState before = common;
    // What runs again, perhaps in the next round, runs as it did.
    double rate = rateScale;
    Supplier<SharedMemory> whole = memory.fromDriver(spark, past);
    BiFunction<StateTicket, SharedMemory, JavaRDD<SlotResult>> train =
        (ticket, rows) ->
            paths.mapPartitionsWithIndex(
                new SlotTask(
                    owner, recipe, new Course.Plain(ticket), rate, rows, source, rounds.chunks()),
                true);
    Collected<SlotResult> results =
        new Collected<>(
            train.apply(before.ticket(), past),
            () -> train.apply(before.publish(), whole.get()),
            SlotResult::handover);
    long collected = System.nanoTime();
    values = before.values();
    boolean finite = rounds.onDriver() ? averageHere(before, results) : averageThere(results);
    memory.merge(results.handovers(), results.reports().stream().map(SlotResult::fresh).toList());
    long averaged = System.nanoTime();
    return new RoundResult(
        results.reports().stream().map(SlotResult::report).toList(),
        (averaged - start) * NANO,
        (averaged - collected) * NANO,
        finite);
  }

  private boolean averageHere(CommonState before, Collected<SlotResult> results) {
    ReplicaState mean =
        results.use(
            before,
            (states, reports) ->
                averaging.mean(
                    states,
                    averaging.seen(reports.stream().map(SlotResult::report).toList()),
                    before.ticket().layout(),
                    reports.get(0).handover().step()));
    if (rounds.halfMoments()) {
      float[] moments = mean.optimizer().values();
      for (int i = 0; i < moments.length; i++) {
        moments[i] = Bf16.round(moments[i]);
      }
    }
    values = outer.apply(values, mean);
    before.close();
    common = null;
    return values.state().parameters().isFinite();
  }

  private boolean averageThere(Collected<SlotResult> results) {
    PeerAveraging.Outcome outcome =
        new PeerAveraging(spark, exchange)
            .next(
                common,
                results,
                new PieceRule.Mean(
                    averaging,
                    averaging.seen(results.reports().stream().map(SlotResult::report).toList()),
                    outer,
                    rounds.halfMoments()),
                common::close);
    common = outcome.state();
    return outcome.finite();
  }
}

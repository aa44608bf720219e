package dev.kindred.engine.spark;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.exchange.Exchange;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.model.StateDict;
import dev.kindred.run.DriverOnly;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Trains replicas on all executors and holds their common state on the driver. */
@DriverOnly
public final class SparkTrainer {
  private static final String GROUP = "kindred-train";

  private final JavaSparkContext spark;
  private final ReplicaRecipe recipe;
  private final Replica driverReplica;
  private final MemoryBank memory;
  private final ReplicaTrainingMaster master;
  private final StateRounds averaged;
  private final OuterStep outer;
  private final Dl4jRounds network;
  private final Rounds rounds;
  private final ExactStep exact;

  /**
   * @param owner of the executors' replicas, such as the run's id
   * @param rounds what a round consists of
   * @param initial weights to start from; what is missing keeps the layers' plain initial values
   */
  public SparkTrainer(
      JavaSparkContext spark,
      String owner,
      ReplicaRecipe recipe,
      Rounds rounds,
      StateDict initial) {
    this(spark, owner, recipe, rounds, initial, new Exchange(spark));
  }

  SparkTrainer(
      JavaSparkContext spark,
      String owner,
      ReplicaRecipe recipe,
      Rounds rounds,
      StateDict initial,
      Exchange exchange) {
    this.spark = spark;
    this.recipe = recipe;
    this.driverReplica = recipe.create();
    driverReplica.load(initial);
    this.rounds = rounds;
    ProxyPlace place = driverReplica.proxies();
    this.memory = new MemoryBank(recipe);
    this.outer =
        new OuterStep(rounds.outerMomentum(), rounds.outerRate(), driverReplica.statistics());
    Averaging averaging = new Averaging(place, row -> classOf(recipe, row));
    ReplicaState start = driverReplica.state();
    StretchJobs jobs = new StretchJobs(spark, owner, recipe, exchange, memory, rounds);
    if (rounds.overlap()) {
      this.averaged =
          new StretchRounds(jobs, new OverlappedRounds(jobs, averaging), memory, rounds, start);
    } else if (rounds.differences()) {
      StretchWay way = new DifferenceRounds(jobs, averaging, rounds.halfMoments());
      this.averaged = new StretchRounds(jobs, way, memory, rounds, start);
    } else {
      this.averaged =
          new AveragingRounds(
              spark, owner, recipe, exchange, averaging, outer, memory, rounds, start);
    }
    this.master = new ReplicaTrainingMaster(averaged);
    this.exact =
        new ExactStep(
            spark, owner, recipe, exchange, driverReplica, place, memory, rounds.chunks());
    this.network = new Dl4jRounds(spark, master);
  }

  private static int classOf(ReplicaRecipe recipe, int row) {
    return ((ParametricLoss) recipe.loss()).classOf(row, recipe.classes());
  }

  /**
   * One averaging round, or one exact step.
   *
   * @param hands batches of each slot, one for each in an exact step; slot i always counts as i-th
   * @param source reads them on the executors
   * @param description shown in the Spark UI
   */
  public RoundResult round(List<List<BatchPlan>> hands, BatchSource source, String description) {
    return round(hands, source, description, true);
  }

  /**
   * The same.
   *
   * @param meet whether all replicas are to be equal after it, which they are after every round
   *     that waits for its average
   * @throws LostStretch when replicas that were not equal are gone; the state is the last common
   *     one again
   */
  public RoundResult round(
      List<List<BatchPlan>> hands, BatchSource source, String description, boolean meet) {
    spark.setJobGroup(GROUP, description, true);
    try {
      if (rounds.exact()) {
        return exactStep(hands, source);
      }
      network.run(paths(hands), new PlanLoader(source, recipe.network().backbone().size(), meet));
      return master.lastRound();
    } finally {
      spark.clearJobGroup();
    }
  }

  private RoundResult exactStep(List<List<BatchPlan>> hands, BatchSource source) {
    if (hands.stream().anyMatch(hand -> hand.size() != 1)) {
      throw new IllegalArgumentException("an exact step has one batch for each executor");
    }
    List<BatchPlan> plans = hands.stream().map(hand -> hand.get(0)).toList();
    CommonValues before = averaged.values();
    ExactStep.Outcome outcome = exact.run(before.state(), plans, source);
    averaged.restore(outer.apply(before, outcome.state()));
    return outcome.round();
  }

  /** As many partitions as elements: partition i is slot i, its batches in order, no shuffle. */
  private JavaRDD<String> paths(List<List<BatchPlan>> hands) {
    List<List<String>> slots =
        hands.stream()
            .map(hand -> List.copyOf(hand.stream().map(BatchPlan::toPath).toList()))
            .toList();
    return Placed.on(spark, slots, averaged.homes()).flatMap(List::iterator);
  }

  /** From now on learning rates are so many times those of the schedule. */
  public void scaleRate(double factor) {
    averaged.scaleRate(factor);
    driverReplica.scaleRate(factor);
  }

  /** Whether all replicas are equal, so that there is a state to go on from. */
  public boolean isCommon() {
    return averaged.isCommon();
  }

  /** The common state after the last round, waited for; the replicas' mean while they differ. */
  public ReplicaState state() {
    return averaged.values().state();
  }

  /** The common state and the outer momentum after the last round, waited for. */
  public CommonValues values() {
    return averaged.values();
  }

  /**
   * The same of the last round whose result is on the driver already. That is the last one or,
   * while its result is on the way, the one before it; where replicas differ, the last after which
   * they did not.
   *
   * @param millis longest wait for the last one's
   */
  public CommonValues newest(long millis) {
    return averaged.newest(millis);
  }

  /** Goes on from there, without an outer momentum; what is remembered stays. */
  public void restore(ReplicaState state) {
    restore(new CommonValues(state, new FloatVector()));
  }

  /** Goes on from there; what is remembered stays. */
  public void restore(CommonValues values) {
    averaged.restore(values);
  }

  /** The cross-batch memory after the last round; empty without one. */
  public MemoryRows memory() {
    return memory.rows();
  }

  /** Goes on with that memory. */
  public void restore(MemoryRows rows) {
    memory.restore(rows);
  }

  /** Weights of the common state under their PyTorch names. */
  public StateDict weights() {
    driverReplica.restore(state());
    return driverReplica.weights();
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.BatchSource;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.exchange.Exchange;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.OwnStates;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.engine.exchange.StateTicket;
import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Rounds in which replicas train while their averages travel: CoCoD-SGD (Shen et al. 2019,
 * arXiv:1906.12043, algorithm 1). With x(t, i) the parameters of slot i at the start of round t and
 * d(t, i) what its batches of round t change,
 *
 * <pre>
 * m(t)       = mean over i of x(t, i)             travels while d(t, i) is computed
 * x(t + 1, i) = m(t) + d(t, i) = x(t, i) + d(t, i) + (m(t) - x(t, i))
 * </pre>
 *
 * computed in the last form. A round is two Spark jobs: in the first, half of the batches are
 * trained while each executor averages a portion of the starts; in the second, the other half while
 * the portions come in. Moments are each slot's own meanwhile, as in DiLoCo (arXiv:2311.08105), and
 * so are running statistics: m + d may be a variance below 0.
 *
 * <p>Slots have states of their own, which nobody else has, from one meeting to the next: in a round
 * that ends in a meeting the replicas are averaged at once, moments included, and go on from the
 * mean. A state is common, and can be saved, after a meeting only; what is lost in between throws
 * the training back to there. Rounds are a function of the last common state and the batches.
 */
@DriverOnly
final class OverlappedRounds implements StateRounds {
  private static final double NANO = 1e-9;

  private final JavaSparkContext spark;
  private final String owner;
  private final ReplicaRecipe recipe;
  private final Exchange exchange;
  private final Averaging averaging;
  private final MemoryBank memory;
  private final Rounds rounds;
  private final OuterStep plain = new OuterStep(0, 1, List.of());

  /** What is held for tasks to come, or for those that may still run. */
  private final List<Broadcast<Integer>> open = new ArrayList<>();

  /** The last state that was common. */
  private CommonValues values;

  /** The same for tasks; null when it is not held out yet. */
  private CommonState common;

  /** What the slots have for themselves; null when all are equal. */
  private Own own;

  /** Embeddings of that time. */
  private MemoryRows remembered = MemoryRows.none();

  private double rateScale = 1;

  /** What the slots left, and what they did in the round before. */
  @DriverOnly
  private record Own(Collected<SlotResult> results, List<SlotReport> reports) {}

  OverlappedRounds(
      JavaSparkContext spark,
      String owner,
      ReplicaRecipe recipe,
      Exchange exchange,
      Averaging averaging,
      MemoryBank memory,
      Rounds rounds,
      ReplicaState start) {
    this.spark = spark;
    this.owner = owner;
    this.recipe = recipe;
    this.exchange = exchange;
    this.averaging = averaging;
    this.memory = memory;
    this.rounds = rounds;
    this.values = new CommonValues(start, new FloatVector());
  }

  @Override
  public void scaleRate(double factor) {
    rateScale = factor;
  }

  @Override
  public boolean isCommon() {
    return own == null;
  }

  @Override
  public CommonValues newest(long millis) {
    return values;
  }

  @Override
  public List<String> homes() {
    return own == null
        ? List.of()
        : own.results().handovers().stream()
            .map(left -> "executor_%s_%s".formatted(left.at().host(), left.at().executor()))
            .toList();
  }

  @Override
  public CommonValues values() {
    if (own == null) {
      return values;
    }
    return orLost(
        () -> {
          try (CommonState mean = mean()) {
            return mean.values();
          }
        });
  }

  @Override
  public void restore(CommonValues next) {
    forget();
    if (common != null && next != values) {
      common.close();
      common = null;
    }
    values = next;
  }

  private void forget() {
    own = null;
    let(0);
  }

  /** Lets go of all but the newest. */
  private void let(int kept) {
    List<Broadcast<Integer>> past = open.subList(0, open.size() - kept);
    past.forEach(Broadcast::destroy);
    past.clear();
  }

  @Override
  public RoundResult run(JavaRDD<String> paths, BatchSource source, boolean meet) {
    long start = System.nanoTime();
    if (common == null) {
      common = exchange.publish(values, rounds.moments(), false, paths.getNumPartitions());
    }
    return orLost(
        () -> {
          boolean finite = own == null ? begin(paths, source) : goOn(paths, source);
          List<SlotReport> reports = own.reports();
          long trained = System.nanoTime();
          if (meet) {
            finite = meet();
          }
          long end = System.nanoTime();
          return new RoundResult(reports, (end - start) * NANO, (end - trained) * NANO, finite);
        });
  }

  @FunctionalInterface
  private interface Step<T> {
    T take();
  }

  private <T> T orLost(Step<T> step) {
    try {
      return step.take();
    } catch (LostStretch | LostState gone) {
      forget();
      memory.restore(remembered);
      // Who is gone may have held a part of it.
      common.publish();
      throw gone instanceof LostStretch lost ? lost : new LostStretch(gone);
    }
  }

  private boolean begin(JavaRDD<String> paths, BatchSource source) {
    remembered = memory.rows();
    long under = token(values.state().step());
    Function<StateTicket, Function<SharedMemory, JavaRDD<SlotResult>>> train =
        ticket -> past -> job(paths, new OverlapCourse.Begin(ticket, under), past, source);
    SharedMemory past = memory.share(spark);
    Collected<SlotResult> results =
        new Collected<>(
            train.apply(common.ticket()).apply(past),
            () -> train.apply(common.publish()).apply(past),
            SlotResult::handover);
    remember(results);
    own = new Own(results, reports(results));
    return true;
  }

  private boolean goOn(JavaRDD<String> paths, BatchSource source) {
    List<Handover> left = own.results().handovers();
    OwnStates starts = new OwnStates(common.ticket(), left);
    int step = left.get(0).step();
    Broadcast<Integer> mean = exchange.token(step);
    open.add(mean);
    Portions portions = exchange.portionsOfParameters(common, left, mean);
    PieceRule rule =
        new PieceRule.Mean(averaging, averaging.seen(own.reports()), plain, false);
    Collected<SlotResult> first =
        collect(
            paths, new OverlapCourse.Scatter(starts, portions, rule, token(step)), source);
    List<Averaged> averaged = first.reports().stream().map(SlotResult::averaged).toList();
    StateTicket means = exchange.ticket(common, portions, mean, averaged, step);
    OwnStates halves = new OwnStates(common.ticket(), first.handovers());
    Collected<SlotResult> second =
        collect(paths, new OverlapCourse.Gather(starts, halves, means, token(step)), source);
    let(1);
    List<SlotReport> halfway = reports(first);
    List<SlotReport> end = reports(second);
    own =
        new Own(
            second,
            IntStream.range(0, end.size())
                .mapToObj(slot -> halfway.get(slot).then(end.get(slot)))
                .toList());
    return averaged.stream().allMatch(Averaged::finite);
  }

  private long token(int step) {
    Broadcast<Integer> token = exchange.token(step);
    open.add(token);
    return token.id();
  }

  /** Runs tasks that cannot run again: what they start from may be gone. */
  private Collected<SlotResult> collect(JavaRDD<String> paths, Course course, BatchSource source) {
    Collected<SlotResult> results =
        new Collected<>(
            job(paths, course, memory.share(spark), source),
            () -> {
              throw new LostStretch(null);
            },
            SlotResult::handover);
    remember(results);
    return results;
  }

  private JavaRDD<SlotResult> job(
      JavaRDD<String> paths, Course course, SharedMemory past, BatchSource source) {
    return paths.mapPartitionsWithIndex(
        new SlotTask(owner, recipe, course, rateScale, past, source, rounds.chunks()), true);
  }

  private void remember(Collected<SlotResult> results) {
    memory.merge(results.reports().stream().map(SlotResult::fresh).toList());
  }

  private static List<SlotReport> reports(Collected<SlotResult> results) {
    return results.reports().stream().map(SlotResult::report).toList();
  }

  /** Averages the replicas and waits: before the next round, the driver has what it starts from. */
  private boolean meet() {
    PeerAveraging.Outcome outcome = average();
    CommonState before = common;
    CommonValues next = valuesOf(outcome.state());
    common = outcome.state();
    values = next;
    before.close();
    forget();
    return outcome.finite();
  }

  private CommonState mean() {
    CommonState mean = average().state();
    valuesOf(mean);
    return mean;
  }

  private static CommonValues valuesOf(CommonState state) {
    try {
      return state.values();
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }

  private PeerAveraging.Outcome average() {
    return new PeerAveraging(spark, exchange)
        .next(
            common,
            own.results(),
            new PieceRule.Mean(averaging, averaging.seen(own.reports()), plain, false));
  }
}

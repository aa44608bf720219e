package dev.kindred.engine.spark;

import dev.kindred.engine.BatchSource;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.MissingState;
import dev.kindred.run.DriverOnly;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;

/**
 * Rounds in which slots have something for themselves, which nobody else has, from one meeting to
 * the next: in a round that ends in a meeting all states are averaged whole, and the driver waits
 * for its copy. A state can be saved after a meeting only, and what is lost in between throws the
 * training back to there. Rounds are a function of the last common state and the batches, so that
 * they come to the same bits.
 */
@DriverOnly
final class StretchRounds implements StateRounds {
  private static final double NANO = 1e-9;

  private final StretchJobs jobs;
  private final StretchWay way;
  private final MemoryBank memory;
  private final Rounds rounds;

  /** The last state that was common. */
  private CommonValues values;

  /** The same for tasks; null when it is not held out yet. */
  private CommonState common;

  /** What the slots have for themselves; null when there is nothing. */
  private StretchWay.Own own;

  /** Embeddings at the last meeting. */
  private MemoryRows remembered = MemoryRows.none();

  StretchRounds(
      StretchJobs jobs, StretchWay way, MemoryBank memory, Rounds rounds, ReplicaState start) {
    this.jobs = jobs;
    this.way = way;
    this.memory = memory;
    this.rounds = rounds;
    this.values = new CommonValues(start, new FloatVector());
  }

  @Override
  public void scaleRate(double factor) {
    jobs.scaleRate(factor);
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
    return own == null ? List.of() : StretchJobs.homes(own.results());
  }

  @Override
  public CommonValues values() {
    return own == null ? values : orLost(() -> way.values(common, own));
  }

  @Override
  public void restore(CommonValues next) {
    forget();
    if (common != null && !next.equals(values)) {
      common.close();
      common = null;
    }
    values = next;
  }

  private void forget() {
    own = null;
    jobs.let(0);
  }

  @Override
  public RoundResult run(JavaRDD<String> paths, BatchSource source, boolean meet) {
    long start = System.nanoTime();
    if (common == null) {
      common =
          jobs.exchange()
              .publish(values, rounds.moments(), rounds.halfMoments(), paths.getNumPartitions());
    }
    if (own == null) {
      remembered = memory.rows();
    }
    return orLost(
        () -> {
          own = way.round(common, own, paths, source, meet);
          List<SlotReport> reports = own.reports();
          boolean finite = own.finite();
          double averaging = own.averageSeconds();
          long trained = System.nanoTime();
          if (meet) {
            finite &= meet();
          }
          long end = System.nanoTime();
          return new RoundResult(
              reports, (end - start) * NANO, averaging + (end - trained) * NANO, finite);
        });
  }

  private <T> T orLost(Supplier<T> step) {
    try {
      return step.get();
    } catch (LostStretch | LostState | MissingState gone) {
      forget();
      memory.restore(remembered);
      // Who is gone may have held a part of it.
      common.publish();
      throw gone instanceof LostStretch lost ? lost : new LostStretch(gone);
    }
  }

  private boolean meet() {
    PeerAveraging.Outcome outcome =
        new PeerAveraging(jobs.spark(), jobs.exchange())
            .next(common, own.results(), way.meeting(own));
    CommonState before = common;
    values = valuesOf(outcome.state());
    common = outcome.state();
    before.close();
    forget();
    return outcome.finite();
  }

  private static CommonValues valuesOf(CommonState state) {
    try {
      // Before the next round, the driver has what it starts from.
      return state.values();
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }
}

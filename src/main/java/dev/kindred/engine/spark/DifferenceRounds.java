package dev.kindred.engine.spark;

import dev.kindred.engine.BatchSource;
import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.exchange.DifferenceTicket;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.run.DriverOnly;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * Averaging with parameters as bf16 differences and error feedback ({@link DifferenceTicket}), two
 * bytes each. What rounding left out is what slots have for themselves.
 */
@DriverOnly
final class DifferenceRounds implements StretchWay {
  private static final OuterStep PLAIN = new OuterStep(0, 1, List.of());

  private static final double NANO = 1e-9;

  private final StretchJobs jobs;
  private final Averaging averaging;
  private final boolean halfMoments;

  /** From where the next round starts, or the one that has just ended in a meeting did. */
  private DifferenceTicket at;

  DifferenceRounds(StretchJobs jobs, Averaging averaging, boolean halfMoments) {
    this.jobs = jobs;
    this.averaging = averaging;
    this.halfMoments = halfMoments;
  }

  @Override
  public Own round(
      CommonState common, Own before, JavaRDD<String> paths, BatchSource source, boolean meet) {
    long under = jobs.token(common.ticket().step()).id();
    Collected<SlotResult> results;
    if (before == null) {
      at = DifferenceTicket.first(common.ticket());
      results =
          jobs.fromCommon(
              common,
              paths,
              ticket -> new DifferenceCourse(DifferenceTicket.first(ticket), under, meet),
              source);
    } else {
      results = jobs.fromOwn(paths, new DifferenceCourse(at, under, meet), source);
    }
    Own own = new Own(results, StretchJobs.reports(results), true, 0);
    return meet ? own : average(common, own);
  }

  private Own average(CommonState common, Own own) {
    long start = System.nanoTime();
    int step = own.results().handovers().get(0).step();
    Broadcast<Integer> mean = jobs.token(step);
    Portions portions = jobs.exchange().portions(common, own.results().handovers(), mean, false);
    List<Integer> slots = IntStream.range(0, own.results().handovers().size()).boxed().toList();
    List<Averaged> averaged =
        PeerReduction.described(
            jobs.spark(),
            () ->
                Placed.on(jobs.spark(), slots, StretchJobs.homes(own.results()))
                    .map(new DifferenceTask(at, portions, mean(own)))
                    .collect());
    if (!averaged.stream().allMatch(Averaged::isDone)) {
      throw new LostStretch(null);
    }
    at =
        new DifferenceTicket(
            common.ticket(),
            own.results().handovers(),
            jobs.exchange().ticket(common, portions, mean, averaged, step));
    jobs.let(2);
    return new Own(
        own.results(),
        own.reports(),
        averaged.stream().allMatch(Averaged::finite),
        (System.nanoTime() - start) * NANO);
  }

  private PieceRule.Mean mean(Own own) {
    return new PieceRule.Mean(averaging, averaging.seen(own.reports()), PLAIN, halfMoments);
  }

  @Override
  public PieceRule meeting(Own own) {
    return new PieceRule.Settled(mean(own), at);
  }

  @Override
  public CommonValues values(CommonState common, Own own) {
    return at.values(common.values());
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.BatchSource;
import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.OwnStates;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.engine.exchange.StateTicket;
import dev.kindred.run.DriverOnly;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
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
 * <p>Between two meetings the mean of the replicas is what is evaluated; they go on from their own.
 */
@DriverOnly
final class OverlappedRounds implements StretchWay {
  private static final OuterStep PLAIN = new OuterStep(0, 1, List.of());

  private final StretchJobs jobs;
  private final Averaging averaging;

  OverlappedRounds(StretchJobs jobs, Averaging averaging) {
    this.jobs = jobs;
    this.averaging = averaging;
  }

  @Override
  public Own round(
      CommonState common, Own before, JavaRDD<String> paths, BatchSource source, boolean meet) {
    if (before != null) {
      return goOn(common, before, paths, source);
    }
    long under = jobs.token(common.ticket().step()).id();
    Collected<SlotResult> results =
        jobs.fromCommon(common, paths, ticket -> new OverlapCourse.Begin(ticket, under), source);
    return new Own(results, StretchJobs.reports(results), true, 0);
  }

  private Own goOn(CommonState common, Own before, JavaRDD<String> paths, BatchSource source) {
    List<Handover> left = before.results().handovers();
    int step = left.get(0).step();
    OwnStates starts = new OwnStates(common.ticket(), left);
    Broadcast<Integer> mean = jobs.token(step);
    Portions portions = jobs.exchange().portionsOfParameters(common, left, mean);
    Collected<SlotResult> first =
        jobs.fromOwn(
            paths,
            new OverlapCourse.Scatter(starts, portions, meeting(before), jobs.token(step).id()),
            source);
    List<Averaged> averaged = first.reports().stream().map(SlotResult::averaged).toList();
    StateTicket means = jobs.exchange().ticket(common, portions, mean, averaged, step);
    OwnStates halves = new OwnStates(common.ticket(), first.handovers());
    Collected<SlotResult> second =
        jobs.fromOwn(
            paths, new OverlapCourse.Gather(starts, halves, means, jobs.token(step).id()), source);
    jobs.let(1);
    List<SlotReport> halfway = StretchJobs.reports(first);
    List<SlotReport> end = StretchJobs.reports(second);
    return new Own(
        second,
        IntStream.range(0, end.size())
            .mapToObj(slot -> halfway.get(slot).then(end.get(slot)))
            .toList(),
        averaged.stream().allMatch(Averaged::finite),
        0);
  }

  @Override
  public PieceRule meeting(Own own) {
    return new PieceRule.Mean(averaging, averaging.seen(own.reports()), PLAIN, false);
  }

  @Override
  public CommonValues values(CommonState common, Own own) {
    try (CommonState mean =
        new PeerAveraging(jobs.spark(), jobs.exchange())
            .next(common, own.results(), meeting(own))
            .state()) {
      return mean.values();
    }
  }
}

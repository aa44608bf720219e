package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.Exchange;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.run.DriverOnly;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Averaging by the executors. The next common state stays with those that averaged it, and the
 * driver's copy follows.
 */
@DriverOnly
final class PeerAveraging {
  private final Exchange exchange;
  private final PeerReduction reduction;

  PeerAveraging(JavaSparkContext spark, Exchange exchange) {
    this.exchange = exchange;
    this.reduction = new PeerReduction(spark, exchange);
  }

  /**
   * The state that follows.
   *
   * @param finite whether all its parameters are numbers
   */
  @DriverOnly
  record Outcome(CommonState state, boolean finite) {}

  /**
   * Averages what a round left.
   *
   * @param before the state it started from
   * @param results what the slots did
   */
  Outcome next(CommonState before, Collected<SlotResult> results, PieceRule rule) {
    return next(before, results, rule, () -> {});
  }

  /**
   * The same.
   *
   * @param copied called when the driver has a copy, on another thread
   */
  Outcome next(CommonState before, Collected<SlotResult> results, PieceRule rule, Runnable copied) {
    int step = results.handovers().get(0).step();
    Broadcast<Integer> token = exchange.token(step);
    try {
      List<Averaged> averaged = reduction.run(before, results, rule, token);
      Portions portions = exchange.portions(before, results.handovers(), token, rule.movesAll());
      CommonState next =
          exchange.held(
              before,
              exchange.ticket(before, portions, token, averaged, step),
              token,
              copying -> {
                PeerReduction.fetch(copying, before, results, rule);
                copied.run();
                return copying.values();
              });
      return new Outcome(next, averaged.stream().allMatch(Averaged::finite));
    } catch (RuntimeException | Error e) {
      token.destroy();
      throw e;
    }
  }
}

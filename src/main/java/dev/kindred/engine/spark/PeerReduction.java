package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.Copying;
import dev.kindred.engine.exchange.Exchange;
import dev.kindred.engine.exchange.Piece;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Spark job in which each executor takes a portion of the pieces that all slots left. An
 * executor that goes takes its slot's pieces with it, whose task then runs again, and its portion
 * of the result, which is then made again, with the same bits.
 */
@DriverOnly
final class PeerReduction {
  private static final Logger LOG = LoggerFactory.getLogger(PeerReduction.class);
  private static final String DESCRIPTION = "spark.job.description";
  private static final int MOST_ATTEMPTS = 4;

  private final JavaSparkContext spark;
  private final Exchange exchange;

  PeerReduction(JavaSparkContext spark, Exchange exchange) {
    this.spark = spark;
    this.exchange = exchange;
  }

  /**
   * Runs the job, and what was lost again.
   *
   * @param before the state that the slots started from
   * @param results what the slots did
   * @param token under which the result is kept
   * @return all portions, in order
   */
  <R> List<Averaged> run(
      CommonState before, Collected<R> results, PieceRule rule, Broadcast<Integer> token) {
    return described(spark, () -> attempts(before, results, rule, token));
  }

  /** Jobs under a name of their own. */
  static <T> T described(JavaSparkContext spark, Supplier<T> jobs) {
    String description = spark.getLocalProperty(DESCRIPTION);
    spark.setJobDescription(description + ": averaging");
    try {
      return jobs.get();
    } finally {
      spark.setJobDescription(description);
    }
  }

  private <R> List<Averaged> attempts(
      CommonState before, Collected<R> results, PieceRule rule, Broadcast<Integer> token) {
    int slots = results.handovers().size();
    List<Averaged> done = new ArrayList<>(Collections.nCopies(slots, null));
    List<Integer> open = IntStream.range(0, slots).boxed().toList();
    for (int attempt = 1; ; attempt++) {
      Portions portions = exchange.portions(before, results.handovers(), token, rule.movesAll());
      BitSet lost = new BitSet();
      for (Averaged one :
          spark.parallelize(open, open.size()).map(new PortionTask(portions, rule)).collect()) {
        lost.or(one.lost());
        done.set(one.portion(), one);
      }
      open = done.stream().filter(one -> !one.isDone()).map(Averaged::portion).toList();
      if (open.isEmpty()) {
        return done;
      }
      if (attempt == MOST_ATTEMPTS) {
        throw new IllegalStateException(
            "what slots %s left is gone with their executors, %d times in a row"
                .formatted(lost, attempt));
      }
      LOG.warn("executors are gone: slots {} run again, portions {} are made again", lost, open);
      before.publish();
      if (!lost.isEmpty()) {
        results.rerun(lost);
      }
    }
  }

  /** Fetches the result; what is gone with an executor is made here, from what the slots left. */
  static <R> void fetch(Copying copying, CommonState before, Collected<R> results, PieceRule rule) {
    List<Piece> gone = copying.fetch();
    if (gone.isEmpty()) {
      return;
    }
    LOG.warn("{} pieces are gone with an executor and made again", gone.size());
    float[] velocity = before.values().velocity().values();
    PieceRule.Work work = rule.begin();
    results.use(
        before,
        (states, reports) -> {
          states.each(
              gone,
              piece -> {
                NextPiece next =
                    work.of(
                        piece,
                        states,
                        () ->
                            velocity.length > 0
                                ? Optional.of(piece.of(velocity))
                                : Optional.empty());
                copying.put(piece, next.values(), next.velocity());
              });
          return gone;
        });
  }
}

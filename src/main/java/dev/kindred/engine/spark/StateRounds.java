package dev.kindred.engine.spark;

import dev.kindred.engine.BatchSource;
import dev.kindred.engine.exchange.CommonValues;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** Rounds of all executors, and what has come of them. */
interface StateRounds {
  /** From now on learning rates are so many times those of the schedule. */
  void scaleRate(double factor);

  /**
   * One round.
   *
   * @param paths planned batches, a partition for each slot
   * @param meet whether all replicas are to be equal after it
   * @throws LostStretch when what slots had of their own is gone; the state is the last common one
   */
  RoundResult run(JavaRDD<String> paths, BatchSource source, boolean meet);

  /** The common state after the last round, waited for; the replicas' mean while they differ. */
  CommonValues values();

  /**
   * The newest state that was common and is on the driver.
   *
   * @param millis longest wait for it
   */
  CommonValues newest(long millis);

  /** Whether all replicas are equal. */
  boolean isCommon();

  /** Goes on from there. */
  void restore(CommonValues next);

  /** For each slot the executor that has its own state, in Spark's form; empty without any. */
  List<String> homes();
}

package dev.kindred.engine.spark;

import dev.kindred.engine.BatchSource;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.run.DriverOnly;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** One kind of rounds between two meetings. */
@DriverOnly
interface StretchWay {
  /**
   * What is left of a round.
   *
   * @param results where the slots left what they have for themselves
   * @param reports what they did in the whole round
   * @param finite whether all parameters that were looked at are numbers
   * @param averageSeconds for which nothing was trained
   */
  @DriverOnly
  record Own(
      Collected<SlotResult> results,
      List<SlotReport> reports,
      boolean finite,
      double averageSeconds) {}

  /**
   * One round.
   *
   * @param common the state of the last meeting
   * @param before null in the first round after it
   * @param meet whether the states left are to be averaged with {@link #meeting}
   */
  Own round(
      CommonState common, Own before, JavaRDD<String> paths, BatchSource source, boolean meet);

  /** By what the states left become the next common one. */
  PieceRule meeting(Own own);

  /** The state that would be evaluated now. */
  CommonValues values(CommonState common, Own own);
}

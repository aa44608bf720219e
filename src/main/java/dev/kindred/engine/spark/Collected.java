package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.SlotStates;
import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the slots' tasks reported, and what they left with their executors. An executor may go after
 * its task was done; then that task runs again, with the same result.
 *
 * @param <R> what a task reports
 */
@DriverOnly
final class Collected<R> {
  private static final Logger LOG = LoggerFactory.getLogger(Collected.class);
  private static final int MOST_ATTEMPTS = 4;

  private final JavaRDD<R> slots;
  private final Function<R, Handover> handover;
  private final List<R> reports;

  /** Runs the tasks. */
  Collected(JavaRDD<R> slots, Function<R, Handover> handover) {
    this.slots = slots;
    this.handover = handover;
    this.reports = new ArrayList<>(slots.collect());
    reports.sort(Comparator.comparingInt(r -> handover.apply(r).slot()));
  }

  /** In slot order. */
  List<R> reports() {
    return List.copyOf(reports);
  }

  /**
   * Works on what the tasks left.
   *
   * @param work gets it, with the reports in slot order; called again when something was lost
   */
  <T> T use(CommonState common, BiFunction<SlotStates, List<R>, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.apply(common.trained(reports.stream().map(handover).toList()), reports());
      } catch (LostState lost) {
        if (attempt == MOST_ATTEMPTS) {
          throw lost;
        }
        LOG.warn("{}; its task runs again", lost.getMessage());
        int slot = lost.slot();
        reports.set(slot, slots.collectPartitions(new int[] {slot})[0].get(0));
      }
    }
  }
}

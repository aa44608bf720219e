package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.SlotStates;
import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
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

  private final Supplier<JavaRDD<R>> again;
  private final Function<R, Handover> handover;
  private final List<R> reports;

  /** Runs the tasks. */
  Collected(JavaRDD<R> slots, Function<R, Handover> handover) {
    this(slots, () -> slots, handover);
  }

  /**
   * Runs the tasks.
   *
   * @param again the same tasks, for those that could not start or have to run again
   */
  Collected(JavaRDD<R> slots, Supplier<JavaRDD<R>> again, Function<R, Handover> handover) {
    this.again = again;
    this.handover = handover;
    this.reports = new ArrayList<>(slots.collect());
    reports.sort(Comparator.comparingInt(r -> handover.apply(r).slot()));
    BitSet idle = notStarted();
    if (!idle.isEmpty()) {
      LOG.warn("parts of the common state are gone; tasks {} start from the driver's copy", idle);
      rerun(idle);
    }
  }

  private BitSet notStarted() {
    BitSet idle = new BitSet();
    reports.forEach(r -> idle.set(handover.apply(r).slot(), !handover.apply(r).started()));
    return idle;
  }

  /** Runs the tasks of some slots again. */
  void rerun(BitSet slots) {
    int[] numbers = slots.stream().toArray();
    List<R>[] results = again.get().collectPartitions(numbers);
    for (int i = 0; i < numbers.length; i++) {
      reports.set(numbers[i], results[i].get(0));
    }
    if (!notStarted().isEmpty()) {
      throw new IllegalStateException("tasks " + notStarted() + " found no common state");
    }
  }

  /** Where the tasks left what they did, in slot order. */
  List<Handover> handovers() {
    return reports.stream().map(handover).toList();
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
        return work.apply(common.trained(handovers()), reports());
      } catch (LostState lost) {
        if (attempt == MOST_ATTEMPTS) {
          throw lost;
        }
        LOG.warn("{}; its task runs again", lost.getMessage());
        BitSet slot = new BitSet();
        slot.set(lost.slot());
        rerun(slot);
      }
    }
  }
}

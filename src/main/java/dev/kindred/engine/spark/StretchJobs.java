package dev.kindred.engine.spark;

import dev.kindred.engine.BatchSource;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.Exchange;
import dev.kindred.engine.exchange.StateTicket;
import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Training jobs of a stretch, and what they hold for those to come. */
@DriverOnly
final class StretchJobs {
  private final JavaSparkContext spark;
  private final String owner;
  private final ReplicaRecipe recipe;
  private final Exchange exchange;
  private final MemoryBank memory;
  private final Rounds rounds;

  /** What is held for tasks to come, or for those that may still run. */
  private final List<Broadcast<Integer>> open = new ArrayList<>();

  private double rateScale = 1;

  StretchJobs(
      JavaSparkContext spark,
      String owner,
      ReplicaRecipe recipe,
      Exchange exchange,
      MemoryBank memory,
      Rounds rounds) {
    this.spark = spark;
    this.owner = owner;
    this.recipe = recipe;
    this.exchange = exchange;
    this.memory = memory;
    this.rounds = rounds;
  }

  JavaSparkContext spark() {
    return spark;
  }

  Exchange exchange() {
    return exchange;
  }

  void scaleRate(double factor) {
    rateScale = factor;
  }

  /** Something for blocks to go by until {@link #let}. */
  Broadcast<Integer> token(int step) {
    Broadcast<Integer> token = exchange.token(step);
    open.add(token);
    return token;
  }

  /** Lets go of all but the newest. */
  void let(int kept) {
    List<Broadcast<Integer>> past = open.subList(0, Math.max(0, open.size() - kept));
    past.forEach(Broadcast::destroy);
    past.clear();
  }

  /**
   * Runs tasks from the common state.
   *
   * @param course from where it is held, by its executors or by the driver
   */
  Collected<SlotResult> fromCommon(
      CommonState common,
      JavaRDD<String> paths,
      Function<StateTicket, Course> course,
      BatchSource source) {
    SharedMemory past = memory.share(spark);
    Supplier<SharedMemory> whole = memory.fromDriver(spark, past);
    return remembered(
        new Collected<>(
            job(paths, course.apply(common.ticket()), past, source),
            () -> job(paths, course.apply(common.publish()), whole.get(), source),
            SlotResult::handover));
  }

  /**
   * Runs tasks that cannot run again: what they start from may be gone.
   *
   * @throws LostStretch when it is
   */
  Collected<SlotResult> fromOwn(JavaRDD<String> paths, Course course, BatchSource source) {
    return remembered(
        new Collected<>(
            job(paths, course, memory.share(spark), source),
            () -> {
              throw new LostStretch(null);
            },
            SlotResult::handover));
  }

  private JavaRDD<SlotResult> job(
      JavaRDD<String> paths, Course course, SharedMemory past, BatchSource source) {
    return paths.mapPartitionsWithIndex(
        new SlotTask(owner, recipe, course, rateScale, past, source, rounds.chunks()), true);
  }

  private Collected<SlotResult> remembered(Collected<SlotResult> results) {
    memory.merge(results.handovers(), results.reports().stream().map(SlotResult::fresh).toList());
    return results;
  }

  /** Where Spark finds what the slots left, to run their next tasks there. */
  static List<String> homes(Collected<SlotResult> results) {
    return results.handovers().stream()
        .map(left -> "executor_%s_%s".formatted(left.at().host(), left.at().executor()))
        .toList();
  }

  static List<SlotReport> reports(Collected<SlotResult> results) {
    return results.reports().stream().map(SlotResult::report).toList();
  }
}

package dev.kindred.engine.exchange;

import dev.kindred.engine.ReplicaState;
import dev.kindred.run.DriverOnly;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Holds out one common state after the other. */
@DriverOnly
public final class Exchange {
  private static final int SHARE_OF_HEAP = 8;

  private final JavaSparkContext spark;

  /**
   * Under which the last two went. A closed one's broadcast must not become garbage at once: while
   * its pieces are still being removed, Spark's cleaner would remove them too, and fail on those
   * just gone.
   */
  private final Deque<Broadcast<Integer>> kept = new ArrayDeque<>();

  private final long inMemory;

  /** On the executors of {@code spark}. */
  public Exchange(JavaSparkContext spark) {
    this(spark, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  Exchange(JavaSparkContext spark, long inMemory) {
    this.spark = spark;
    this.inMemory = inMemory;
  }

  /**
   * The common state of a round; to be closed after it.
   *
   * @param moments whether the optimiser's moments travel too
   * @param slots number of tasks that take part
   */
  public CommonState publish(ReplicaState state, boolean moments, int slots) {
    Broadcast<Integer> token = spark.broadcast(state.step());
    kept.add(token);
    if (kept.size() > 2) {
      kept.remove();
    }
    return new CommonState(token, state, moments, slots, inMemory);
  }
}

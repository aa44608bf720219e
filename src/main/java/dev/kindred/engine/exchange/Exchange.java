package dev.kindred.engine.exchange;

import dev.kindred.engine.ReplicaState;
import dev.kindred.run.DriverOnly;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.api.java.JavaSparkContext;

/** Holds out one common state after the other. */
@DriverOnly
public final class Exchange {
  private final JavaSparkContext spark;

  /**
   * The last two. A closed one's broadcast must not become garbage at once: while its pieces are
   * still being removed, Spark's cleaner would remove them too, and fail on those just gone.
   */
  private final Deque<CommonState> kept = new ArrayDeque<>();

  /** On the executors of {@code spark}. */
  public Exchange(JavaSparkContext spark) {
    this.spark = spark;
  }

  /**
   * The common state of a round; to be closed after it.
   *
   * @param moments whether the optimiser's moments travel too
   * @param slots number of tasks that take part
   */
  public CommonState publish(ReplicaState state, boolean moments, int slots) {
    CommonState next = new CommonState(spark, state, moments, slots);
    kept.add(next);
    if (kept.size() > 2) {
      kept.remove();
    }
    return next;
  }
}

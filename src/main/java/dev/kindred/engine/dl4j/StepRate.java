package dev.kindred.engine.dl4j;

import dev.kindred.engine.LearningRate;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;

/** {@link LearningRate} as a DL4J schedule, times a factor for one part of the network. */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
public final class StepRate implements ISchedule {
  private static final long serialVersionUID = 1L;

  private double base;
  private LearningRate.Kind kind;
  private int warmUp;
  private int total;
  private int[] drops;
  private double drop;
  private int headOnly;
  private double factor;
  private boolean head;

  /** For DL4J's JSON. */
  StepRate() {}

  /**
   * @param head whether the part learns while the backbone waits
   */
  StepRate(LearningRate rate, double factor, boolean head) {
    this.base = rate.base();
    this.kind = rate.kind();
    this.warmUp = rate.warmUp();
    this.total = rate.total();
    this.drops = rate.drops().stream().mapToInt(Integer::intValue).toArray();
    this.drop = rate.drop();
    this.headOnly = rate.headOnly();
    this.factor = factor;
    this.head = head;
  }

  private LearningRate rate() {
    return new LearningRate(
        base, kind, warmUp, total, Arrays.stream(drops).boxed().toList(), drop, headOnly);
  }

  /** First iteration at which the part learns. */
  int first() {
    return head ? 0 : headOnly;
  }

  /** Whether only the head learns, and this is not the head. */
  boolean waits(int iteration) {
    return iteration < first();
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return waits(iteration) ? 0 : factor * rate().at(iteration);
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // immutable after construction
  public StepRate clone() {
    return new StepRate(rate(), factor, head);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StepRate that
        && rate().equals(that.rate())
        && factor == that.factor
        && head == that.head;
  }

  @Override
  public int hashCode() {
    return Objects.hash(rate(), factor, head);
  }
}

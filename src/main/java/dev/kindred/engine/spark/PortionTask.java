package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.engine.exchange.SlotStates;
import org.apache.spark.api.java.function.Function;

/**
 * Combines one portion of the pieces and keeps the result in the executor. It depends on nothing
 * but its arguments, so a task that is run again, or twice, gives the same result.
 */
final class PortionTask implements Function<Integer, Averaged> {
  private static final long serialVersionUID = 1L;

  private final Portions portions;
  private final PieceRule rule;

  PortionTask(Portions portions, PieceRule rule) {
    this.portions = portions;
    this.rule = rule;
  }

  @Override
  public Averaged call(Integer portion) {
    PieceRule.Work work = rule.begin();
    SlotStates states = portions.states(portion);
    return PortionWork.of(
        portion,
        portions.of(portion),
        states,
        piece -> work.of(piece, states, () -> portions.velocity(piece)),
        (piece, next) -> portions.keep(piece, next.values(), next.velocity()));
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.DifferenceTicket;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.engine.exchange.SlotStates;
import java.util.Optional;
import org.apache.spark.api.java.function.Function;

/** Averages one portion of differences and keeps the result, as differences, in the executor. */
final class DifferenceTask implements Function<Integer, Averaged> {
  private static final long serialVersionUID = 1L;

  private final DifferenceTicket start;
  private final Portions portions;
  private final PieceRule rule;

  /**
   * @param start of the round
   * @param portions of what the slots left
   */
  DifferenceTask(DifferenceTicket start, Portions portions, PieceRule rule) {
    this.start = start;
    this.portions = portions;
    this.rule = rule;
  }

  @Override
  public Averaged call(Integer portion) {
    PieceRule.Work work = rule.begin();
    SlotStates states = start.states(portions, portion);
    return PortionWork.of(
        portion,
        portions.of(portion),
        states,
        piece -> work.of(piece, states, Optional::empty),
        (piece, next) -> {
          start.keep(portions, portion, piece, next.values());
          return 0;
        });
  }
}

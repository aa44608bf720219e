package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.DifferenceTicket;
import dev.kindred.engine.exchange.Holder;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.MissingState;
import dev.kindred.engine.exchange.Piece;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.engine.exchange.SlotStates;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
    List<Piece> pieces = portions.of(portion);
    AtomicBoolean finite = new AtomicBoolean(true);
    BitSet lost = new BitSet();
    try {
      states.each(
          pieces,
          piece -> {
            NextPiece next = work.of(piece, states, Optional::empty);
            if (!piece.moments() && !next.isFinite()) {
              finite.set(false);
            }
            start.keep(portions, portion, piece, next.values());
          });
    } catch (LostState gone) {
      lost.set(gone.slot());
      return Averaged.missing(portion, lost);
    } catch (MissingState gone) {
      return Averaged.missing(portion, lost);
    }
    return new Averaged(portion, Holder.here(), new long[pieces.size()], finite.get(), lost);
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.Holder;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.MissingState;
import dev.kindred.engine.exchange.Piece;
import dev.kindred.engine.exchange.Portions;
import dev.kindred.engine.exchange.SlotStates;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
    List<Piece> pieces = portions.of(portion);
    long[] fingerprints = new long[pieces.size()];
    AtomicBoolean finite = new AtomicBoolean(true);
    BitSet lost = new BitSet();
    try {
      states.each(
          pieces,
          piece -> {
            NextPiece next = work.of(piece, states, () -> portions.velocity(piece));
            fingerprints[pieces.indexOf(piece)] =
                portions.keep(piece, next.values(), next.velocity());
            if (!piece.moments() && !next.isFinite()) {
              finite.set(false);
            }
          });
    } catch (LostState gone) {
      lost.set(gone.slot());
      return Averaged.missing(portion, lost);
    } catch (MissingState gone) {
      return Averaged.missing(portion, lost);
    }
    return new Averaged(portion, Holder.here(), fingerprints, finite.get(), lost);
  }
}

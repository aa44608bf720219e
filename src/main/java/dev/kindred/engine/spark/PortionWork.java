package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.Averaged;
import dev.kindred.engine.exchange.Holder;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.MissingState;
import dev.kindred.engine.exchange.Piece;
import dev.kindred.engine.exchange.SlotStates;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the tasks that combine one portion of the pieces have in common. */
final class PortionWork {
  private PortionWork() {}

  /** How one piece is combined. */
  @FunctionalInterface
  interface Combination {
    NextPiece of(Piece piece);
  }

  /** Where a combined piece stays, for those that ask for it. */
  @FunctionalInterface
  interface Keeper {
    /**
     * Keeps it.
     *
     * @return its fingerprint
     */
    long keep(Piece piece, NextPiece next);
  }

  /**
   * Combines all pieces of a portion.
   *
   * @return what was missing, if anything was
   */
  static Averaged of(
      int portion, List<Piece> pieces, SlotStates states, Combination combined, Keeper keeper) {
    long[] fingerprints = new long[pieces.size()];
    AtomicBoolean finite = new AtomicBoolean(true);
    BitSet lost = new BitSet();
    try {
      states.each(
          pieces,
          piece -> {
            NextPiece next = combined.of(piece);
            fingerprints[pieces.indexOf(piece)] = keeper.keep(piece, next);
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

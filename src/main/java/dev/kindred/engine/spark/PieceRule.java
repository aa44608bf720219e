package dev.kindred.engine.spark;

import dev.kindred.engine.exchange.DifferenceTicket;
import dev.kindred.engine.exchange.Piece;
import dev.kindred.engine.exchange.SlotStates;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What becomes of the pieces that the slots left, on whichever machine. */
sealed interface PieceRule extends Serializable {
  /** Readies it for many pieces. */
  Work begin();

  /** Whether pieces of parameters move that no slot changed. */
  boolean movesAll();

  /** The rule at work; used by several threads. */
  @FunctionalInterface
  interface Work {
    /**
     * What follows for a piece.
     *
     * @param velocity of the outer momentum before the round
     */
    NextPiece of(Piece piece, SlotStates states, Supplier<Optional<FloatBuffer>> velocity);
  }

  /**
   * Their mean, and an outer step beyond it.
   *
   * @param seen classes that each slot saw in this round
   * @param halfMoments whether moments are rounded to bf16
   */
  record Mean(Averaging averaging, List<BitSet> seen, OuterStep outer, boolean halfMoments)
      implements PieceRule {
    @Override
    public Work begin() {
      Shares shares = averaging.shares(seen);
      return (piece, states, velocity) -> {
        NextPiece next = NextPiece.of(piece, states, shares, outer, velocity);
        if (halfMoments && piece.moments()) {
          next.round();
        }
        return next;
      };
    }

    @Override
    public boolean movesAll() {
      return !outer.isPlain();
    }
  }

  /**
   * Their mean with what rounding has left out of means before, for states that travel whole again.
   *
   * @param start of the round, whose means were rounded
   */
  record Settled(Mean mean, DifferenceTicket start) implements PieceRule {
    @Override
    public Work begin() {
      Work work = mean.begin();
      return (piece, states, velocity) -> {
        NextPiece next = work.of(piece, states, velocity);
        if (!piece.moments()) {
          float[] leftOut = start.leftOutOfMean(piece);
          for (int i = 0; i < leftOut.length; i++) {
            next.values()[i] += leftOut[i];
          }
        }
        return next;
      };
    }

    @Override
    public boolean movesAll() {
      return false;
    }
  }

  /** Their sum in slot order, of gradients. */
  record Sum() implements PieceRule {
    @Override
    public Work begin() {
      return (piece, states, velocity) -> {
        float[] sum = new float[piece.length()];
        for (FloatBuffer part : states.all(piece)) {
          for (int i = 0; i < sum.length; i++) {
            sum[i] += part.get(i);
          }
        }
        return new NextPiece(sum, new float[0]);
      };
    }

    @Override
    public boolean movesAll() {
      return false;
    }
  }
}

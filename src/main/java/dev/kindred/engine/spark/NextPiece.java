package dev.kindred.engine.spark;

import dev.kindred.engine.Bf16;
import dev.kindred.engine.exchange.Piece;
import dev.kindred.engine.exchange.SlotStates;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a piece of the next common state follows from those of all slots, on whichever machine.
 *
 * @param values of the piece
 * @param velocity of the outer momentum; of no length without, and for moments
 */
record NextPiece(float[] values, float[] velocity) {
  /**
   * @param shares which slots count
   * @param velocity of the outer momentum before the round
   */
  static NextPiece of(
      Piece piece,
      SlotStates states,
      Shares shares,
      OuterStep outer,
      Supplier<Optional<FloatBuffer>> velocity) {
    float[] values = Averaging.mean(piece, states, shares);
    if (piece.moments() || outer.isPlain()) {
      return new NextPiece(values, new float[0]);
    }
    float[] from = new float[piece.length()];
    states.common(piece).get(from);
    float[] moved = new float[piece.length()];
    velocity.get().ifPresent(v -> v.get(moved));
    outer.apply(piece.from(), from, values, moved);
    return new NextPiece(values, moved);
  }

  /** To values that have a bf16 form. */
  void round() {
    for (int i = 0; i < values.length; i++) {
      values[i] = Bf16.round(values[i]);
    }
  }

  boolean isFinite() {
    for (float v : values) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    return true;
  }
}

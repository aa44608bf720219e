package dev.kindred.engine.exchange;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The states of all slots after a round, seen piece by piece. */
public interface SlotStates {
  /** Number of slots. */
  int count();

  /**
   * Calls {@code work} with every piece, several at a time.
   *
   * @throws LostState when a slot's values are gone
   */
  void each(Consumer<Piece> work);

  /**
   * Calls {@code work} with some pieces, several at a time.
   *
   * @throws LostState when a slot's values are gone
   */
  default void each(List<Piece> pieces, Consumer<Piece> work) {
    Parallel.each(pieces, work);
  }

  /** Whether any slot changed a piece. */
  boolean changed(Piece piece);

  /** The piece before the round. */
  FloatBuffer common(Piece piece);

  /**
   * The piece after the round.
   *
   * @param slot which, from 0
   * @throws LostState when it is gone
   */
  FloatBuffer piece(int slot, Piece piece);

  /**
   * The piece after the round, of all slots in slot order.
   *
   * @throws LostState when one is gone
   */
  default List<FloatBuffer> all(Piece piece) {
    return IntStream.range(0, count()).mapToObj(slot -> piece(slot, piece)).toList();
  }
}

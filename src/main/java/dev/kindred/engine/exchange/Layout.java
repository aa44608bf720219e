package dev.kindred.engine.exchange;

import dev.kindred.engine.Bf16;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a state is divided into pieces, the units in which it travels: first those of the parameters,
 * then those of the moments.
 *
 * @param parameters number of values
 * @param moments number of values, 0 when they do not travel
 * @param unit values in a piece
 * @param halfMoments whether moments travel as bf16
 */
public record Layout(int parameters, int moments, int unit, boolean halfMoments)
    implements Serializable {
  /**
   * Most values in a piece. Large enough to make a piece's own messages cheap, small enough to have
   * several on the way.
   */
  static final int VALUES = 1 << 20;

  /** Fewest values in a piece. */
  private static final int LEAST = 1 << 12;

  /** Values that all slots' versions of one piece have together, at most. */
  private static final int OF_ALL_SLOTS = 4 * VALUES;

  /** In pieces of the largest size. */
  public Layout(int parameters, int moments) {
    this(parameters, moments, VALUES, false);
  }

  /**
   * In pieces of which every slot finds some to average, and whose versions of all slots an
   * executor can hold at a time.
   *
   * @param most values in a piece
   */
  static Layout of(int parameters, int moments, int slots, boolean halfMoments, int most) {
    int fits = Integer.highestOneBit(Math.max(1, OF_ALL_SLOTS / slots));
    return new Layout(parameters, moments, Math.max(LEAST, Math.min(most, fits)), halfMoments);
  }

  /** A piece's floats as they travel. */
  ByteBuffer pack(Piece piece, ByteBuffer floats) {
    return halfMoments && piece.moments() ? Bf16.encode(floats) : floats;
  }

  /** A piece's floats from what has travelled. */
  ByteBuffer unpack(Piece piece, ByteBuffer bytes) {
    return halfMoments && piece.moments() ? Bf16.decode(bytes) : bytes;
  }

  /** All pieces, by index. */
  public List<Piece> pieces() {
    int first = count(parameters);
    return Stream.concat(
            IntStream.range(0, first).mapToObj(k -> piece(k, false, k, parameters)),
            IntStream.range(0, count(moments)).mapToObj(k -> piece(first + k, true, k, moments)))
        .toList();
  }

  private int count(int values) {
    return (int) (((long) values + unit - 1) / unit);
  }

  private Piece piece(int index, boolean moments, int k, int values) {
    return new Piece(index, moments, k * unit, Math.min(unit, values - k * unit));
  }
}

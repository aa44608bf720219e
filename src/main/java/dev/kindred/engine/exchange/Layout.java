package dev.kindred.engine.exchange;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a state is divided into pieces, the units in which it travels: first those of the parameters,
 * then those of the moments.
 *
 * @param parameters number of values
 * @param moments number of values, 0 when they do not travel
 */
public record Layout(int parameters, int moments) implements Serializable {
  /**
   * Values in a piece. Large enough to make a piece's own messages cheap, small enough to have
   * several on the way.
   */
  static final int VALUES = 1 << 20;

  /** All pieces, by index. */
  public List<Piece> pieces() {
    int first = count(parameters);
    return Stream.concat(
            IntStream.range(0, first).mapToObj(k -> piece(k, false, k, parameters)),
            IntStream.range(0, count(moments)).mapToObj(k -> piece(first + k, true, k, moments)))
        .toList();
  }

  private static int count(int values) {
    return (values + VALUES - 1) / VALUES;
  }

  private static Piece piece(int index, boolean moments, int k, int values) {
    return new Piece(index, moments, k * VALUES, Math.min(VALUES, values - k * VALUES));
  }
}

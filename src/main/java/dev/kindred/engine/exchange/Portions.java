package dev.kindred.engine.exchange;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What the averaging of a round needs on the executors: a reduce-scatter (Thakur et al. 2005,
 * doi:10.1177/1094342005051521, section 4.5) in which each task averages its portion of the pieces
 * and keeps the result. Whoever starts from the next common state fetches it from there, which is
 * the all-gather.
 *
 * @param common state before the round
 * @param slots what the round's tasks left, in slot order
 * @param next under whose id the next common state's pieces go
 * @param moving indices of the pieces that are averaged; the others stay as they are
 * @param outer whether an outer step follows, by which all parameters move
 */
public record Portions(
    StateTicket common, List<Handover> slots, long next, BitSet moving, boolean outer)
    implements Serializable {
  /** Of pieces that some slot changed, or that an outer step has move on. */
  static Portions of(StateTicket common, List<Handover> slots, long next, boolean outer) {
    BitSet moving = new BitSet();
    slots.forEach(slot -> moving.or(slot.sent()));
    if (outer) {
      common.layout().pieces().stream()
          .filter(piece -> !piece.moments())
          .forEach(piece -> moving.set(piece.index()));
    }
    return new Portions(common, List.copyOf(slots), next, moving, outer);
  }

  /** Of parameters that some slot changed; moments stay with their slots. */
  static Portions ofParameters(StateTicket common, List<Handover> slots, long next) {
    Portions all = of(common, slots, next, false);
    common.layout().pieces().stream()
        .filter(Piece::moments)
        .forEach(piece -> all.moving.clear(piece.index()));
    return all;
  }

  /** The pieces of one of as many portions as there are slots. */
  public List<Piece> of(int portion) {
    List<Piece> all =
        common.layout().pieces().stream().filter(piece -> moving.get(piece.index())).toList();
    int count = slots.size();
    int from = (int) ((long) all.size() * portion / count);
    int to = (int) ((long) all.size() * (portion + 1) / count);
    return all.subList(from, to);
  }

  /**
   * Reads what the slots left.
   *
   * @param portion of the caller
   */
  public SlotStates states(int portion) {
    return new FetchedStates(common, slots, common::fetch, portion);
  }

  /**
   * The outer momentum before the round; none where it has not begun to move.
   *
   * @throws MissingState when it is not where it was held
   */
  public Optional<FloatBuffer> velocity(Piece piece) {
    return common.fetchVelocity(piece);
  }

  /**
   * Keeps a piece of the next common state in this process.
   *
   * @param values of the piece
   * @param velocity of the outer momentum, or of no length
   * @return the piece's fingerprint
   */
  public long keep(Piece piece, float[] values, float[] velocity) {
    RawBlocks blocks = new RawBlocks(next);
    ByteBuffer bytes = bytes(values);
    blocks.keep(StateTicket.common(piece), common.layout().pack(piece, bytes));
    if (velocity.length > 0) {
      blocks.keep(StateTicket.velocity(piece), bytes(velocity));
    }
    return Fingerprint.of(bytes);
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    return bytes;
  }
}

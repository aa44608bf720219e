package dev.kindred.engine.exchange;

import dev.kindred.engine.Replica;
import dev.kindred.engine.StateMemory;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * What a task needs to fetch the round's common state and to hand back its own. Only pieces that
 * differ travel: a replica that already holds a piece of the common state does not fetch it, and
 * one whose batches did not change a piece (of a frozen part) does not send it.
 *
 * @param broadcast under whose id the pieces lie
 * @param layout of the state
 * @param step steps done
 * @param fingerprints of the common state's pieces
 * @param slots number of tasks that take part
 */
public record StateTicket(long broadcast, Layout layout, int step, long[] fingerprints, int slots)
    implements Serializable {
  /** With more takers than this, those that have a piece pass it on, as in Spark's broadcasts. */
  private static final int SERVED_BY_DRIVER = 2;

  /**
   * Brings a replica to the common state.
   *
   * @param slot of the calling task
   */
  public void receive(Replica replica, int slot) {
    StateMemory memory = replica.memory();
    RawBlocks blocks = new RawBlocks(broadcast);
    List<Piece> pieces = new ArrayList<>(layout.pieces());
    // Not everybody asks for the same piece first.
    Collections.rotate(pieces, pieces.size() * slot / slots);
    Parallel.each(pieces, piece -> receive(piece, piece.of(memory), blocks));
    replica.resume(step, layout.moments() > 0);
  }

  private void receive(Piece piece, ByteBuffer mine, RawBlocks blocks) {
    if (Fingerprint.of(mine) == fingerprints[piece.index()]) {
      return;
    }
    String name = common(piece);
    ByteBuffer bytes =
        blocks
            .get(name, slots > SERVED_BY_DRIVER)
            .orElseThrow(() -> new IllegalStateException(name + " of the common state is gone"));
    mine.put(0, bytes, bytes.position(), bytes.remaining());
  }

  /**
   * Hands a replica's state back.
   *
   * @param slot of the calling task
   * @param attempt its attempt, since several may be under way
   * @return indices of the pieces that differ from the common state and were left for the driver
   */
  public BitSet send(Replica replica, int slot, long attempt) {
    StateMemory memory = replica.memory();
    RawBlocks blocks = new RawBlocks(broadcast);
    BitSet sent = new BitSet();
    Parallel.each(
        layout.pieces(),
        piece -> {
          ByteBuffer mine = piece.of(memory);
          if (Fingerprint.of(mine) != fingerprints[piece.index()]) {
            ByteBuffer copy = ByteBuffer.allocate(mine.remaining());
            copy.put(0, mine, 0, mine.remaining());
            blocks.put(trained(piece.index(), slot, attempt), copy);
            synchronized (sent) {
              sent.set(piece.index());
            }
          }
        });
    return sent;
  }

  /**
   * Hands back a vector of the parameters' length, such as their gradient.
   *
   * @param slot of the calling task
   * @param attempt its attempt, since several may be under way
   * @return indices of all pieces
   */
  public BitSet send(float[] values, int slot, long attempt) {
    RawBlocks blocks = new RawBlocks(broadcast);
    List<Piece> pieces = new Layout(values.length, 0).pieces();
    Parallel.each(
        pieces, piece -> blocks.put(trained(piece.index(), slot, attempt), piece.copyOf(values)));
    BitSet sent = new BitSet();
    sent.set(0, pieces.size());
    return sent;
  }

  static String common(Piece piece) {
    return "state" + piece.index();
  }

  static String trained(int piece, int slot, long attempt) {
    return "slot%d_%d_%d".formatted(slot, attempt, piece);
  }
}

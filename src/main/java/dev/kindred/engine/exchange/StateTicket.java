package dev.kindred.engine.exchange;

import dev.kindred.engine.Replica;
import dev.kindred.engine.StateMemory;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
 * @param places where the common state's pieces lie
 * @param velocity whether pieces of the outer momentum lie beside those of the parameters
 */
public record StateTicket(
    long broadcast,
    Layout layout,
    int step,
    long[] fingerprints,
    int slots,
    Places places,
    boolean velocity)
    implements Serializable {
  /** With more takers than this, those that have a piece pass it on, as in Spark's broadcasts. */
  private static final int SERVED_BY_DRIVER = 2;

  /** After so long without an answer from a holder its piece is looked for with the driver. */
  private static final long PATIENCE_MILLIS = 4000;

  /**
   * Brings a replica to the common state.
   *
   * @param slot of the calling task
   * @throws MissingState when a piece is not where it was held; the replica is to be brought to
   *     some state before it is used
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

  void receive(Piece piece, ByteBuffer mine) {
    receive(piece, mine, new RawBlocks(broadcast));
  }

  private void receive(Piece piece, ByteBuffer mine, RawBlocks blocks) {
    if (Fingerprint.of(mine) == fingerprints[piece.index()]) {
      return;
    }
    ByteBuffer bytes = fetch(common(piece), piece, blocks);
    mine.put(0, bytes, bytes.position(), bytes.remaining());
  }

  /**
   * A piece of the common state.
   *
   * @throws MissingState when it is not where it was held
   */
  FloatBuffer fetch(Piece piece) {
    return floats(fetch(common(piece), piece, new RawBlocks(broadcast)));
  }

  /** The same as it travels. */
  ByteBuffer fetchRaw(Piece piece) {
    return fetchPacked(common(piece), piece, new RawBlocks(broadcast));
  }

  /** The same as bytes. */
  ByteBuffer fetchBytes(Piece piece) {
    return fetch(common(piece), piece, new RawBlocks(broadcast));
  }

  /**
   * The outer momentum of a piece of parameters; none where it has not begun to move.
   *
   * @throws MissingState when it is not where it was held
   */
  Optional<FloatBuffer> fetchVelocity(Piece piece) {
    return velocity
        ? Optional.of(floats(fetch(velocity(piece), piece, new RawBlocks(broadcast))))
        : Optional.empty();
  }

  /** A piece as a replica may hold it already. */
  boolean isCommon(Piece piece, ByteBuffer mine) {
    return Fingerprint.of(mine) == fingerprints[piece.index()];
  }

  private ByteBuffer fetch(String name, Piece piece, RawBlocks blocks) {
    return layout.unpack(piece, fetchPacked(name, piece, blocks));
  }

  private ByteBuffer fetchPacked(String name, Piece piece, RawBlocks blocks) {
    int place = places.of()[piece.index()];
    if (place == Places.PUBLISHED) {
      return blocks
          .get(name, slots > SERVED_BY_DRIVER)
          .orElseThrow(() -> new IllegalStateException(name + " of the common state is gone"));
    }
    if (place == Places.NOWHERE) {
      throw new MissingState(name);
    }
    Holder holder = places.holders().get(place);
    return PeerBlocks.await(blocks.from(holder, name), holder, PATIENCE_MILLIS)
        .orElseThrow(() -> new MissingState(name));
  }

  static FloatBuffer floats(ByteBuffer bytes) {
    return bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /**
   * Hands a replica's state back: leaves the pieces that differ from the common state.
   *
   * @param slot of the calling task
   * @param attempt its attempt, since several may be under way
   * @param step steps done
   */
  public Handover leave(Replica replica, int slot, long attempt, int step) {
    return new Handover(
        slot, attempt, send(replica, slot, attempt), step, Holder.here(), broadcast);
  }

  BitSet send(Replica replica, int slot, long attempt) {
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
            blocks.keep(trained(piece.index(), slot, attempt), layout.pack(piece, copy));
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
    List<Piece> pieces = new Layout(values.length, 0, layout.unit(), false).pieces();
    Parallel.each(
        pieces, piece -> blocks.keep(trained(piece.index(), slot, attempt), piece.copyOf(values)));
    BitSet sent = new BitSet();
    sent.set(0, pieces.size());
    return sent;
  }

  static String common(Piece piece) {
    return "state" + piece.index();
  }

  static String velocity(Piece piece) {
    return "velocity" + piece.index();
  }

  static String trained(int piece, int slot, long attempt) {
    return "slot%d_%d_%d".formatted(slot, attempt, piece);
  }
}

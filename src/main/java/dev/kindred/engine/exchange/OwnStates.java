package dev.kindred.engine.exchange;

import dev.kindred.engine.Replica;
import dev.kindred.engine.StateMemory;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.BitSet;
import java.util.List;

/**
 * States that each slot has for itself, left with its executor between two tasks. A task that runs
 * where its slot ran before finds the replica as it was and fetches nothing.
 *
 * @param common the last state that all slots had in common
 * @param slots where each slot left its own, in slot order
 */
public record OwnStates(StateTicket common, List<Handover> slots) implements Serializable {
  public OwnStates {
    slots = List.copyOf(slots);
  }

  /**
   * Brings a replica to a slot's own state.
   *
   * @throws LostState when it is gone with its executor
   * @throws MissingState when a piece that never moved is not where it was held
   */
  public void begin(Replica replica, int slot) {
    Handover left = slots.get(slot);
    RawBlocks blocks = new RawBlocks(left.under());
    LongBuffer prints = fetch(blocks, left, prints(left.slot(), left.attempt())).asLongBuffer();
    StateMemory memory = replica.memory();
    Parallel.each(
        common.layout().pieces(),
        piece -> {
          ByteBuffer mine = piece.of(memory);
          if (Fingerprint.of(mine) != prints.get(piece.index())) {
            ByteBuffer bytes =
                left.sent().get(piece.index())
                    ? fetch(
                        blocks,
                        left,
                        StateTicket.trained(piece.index(), left.slot(), left.attempt()))
                    : common.fetchBytes(piece);
            mine.put(0, bytes, bytes.position(), bytes.remaining());
          }
        });
    replica.resume(left.step(), common.layout().moments() > 0);
  }

  private static ByteBuffer fetch(RawBlocks blocks, Handover left, String name) {
    return PeerBlocks.await(blocks.from(left.at(), name), left.at(), Long.MAX_VALUE)
        .orElseThrow(() -> new LostState(left.slot()));
  }

  /** All of them, piece by piece. */
  SlotStates states(int first) {
    return new FetchedStates(common, slots, common::fetch, first);
  }

  /**
   * A piece of a slot's own state.
   *
   * @throws LostState when it is gone with its executor
   */
  FloatBuffer piece(int slot, Piece piece) {
    return states(slot).piece(slot, piece);
  }

  /**
   * Leaves a replica's state with this executor.
   *
   * @param under id of the broadcast variable by which the pieces go
   * @param slot of the calling task
   * @param attempt its attempt, since several may be under way
   * @param step steps done
   */
  public static Handover leave(
      StateTicket common, long under, Replica replica, int slot, long attempt, int step) {
    StateMemory memory = replica.memory();
    RawBlocks blocks = new RawBlocks(under);
    List<Piece> pieces = common.layout().pieces();
    ByteBuffer prints = ByteBuffer.allocate(pieces.size() * Long.BYTES);
    BitSet sent = new BitSet();
    Parallel.each(
        pieces,
        piece -> {
          ByteBuffer mine = piece.of(memory);
          prints.putLong(piece.index() * Long.BYTES, Fingerprint.of(mine));
          if (!common.isCommon(piece, mine)) {
            ByteBuffer copy = ByteBuffer.allocate(mine.remaining());
            copy.put(0, mine, 0, mine.remaining());
            blocks.keep(StateTicket.trained(piece.index(), slot, attempt), copy);
            synchronized (sent) {
              sent.set(piece.index());
            }
          }
        });
    blocks.keep(prints(slot, attempt), prints);
    return new Handover(slot, attempt, sent, step, Holder.here(), under);
  }

  private static String prints(int slot, long attempt) {
    return "prints%d_%d".formatted(slot, attempt);
  }
}

package dev.kindred.engine.exchange;

import dev.kindred.engine.ReplicaState;
import dev.kindred.run.DriverOnly;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * The common state of a round, held out to the executors until closed. A state that is large beside
 * the heap is held out from the disk: the driver has it as a whole already, and the mean that
 * follows it beside it.
 */
@DriverOnly
public final class CommonState implements AutoCloseable {
  private final Broadcast<Integer> token;
  private final StateTicket ticket;
  private final ReplicaState state;
  private final List<Piece> pieces;

  /**
   * @param token its id is what the pieces go by, and ending it removes them
   * @param inMemory largest state in bytes that is held out from memory
   */
  CommonState(
      Broadcast<Integer> token, ReplicaState state, boolean moments, int slots, long inMemory) {
    Layout layout =
        new Layout(state.parameters().length(), moments ? state.optimizer().length() : 0);
    this.token = token;
    this.state = state;
    this.pieces = layout.pieces();
    long[] fingerprints = new long[pieces.size()];
    boolean onDisk = (long) Float.BYTES * (layout.parameters() + layout.moments()) > inMemory;
    RawBlocks blocks = new RawBlocks(token.id());
    Parallel.each(
        pieces,
        piece -> {
          ByteBuffer copy = piece.copyOf(state);
          fingerprints[piece.index()] = Fingerprint.of(copy);
          if (onDisk) {
            blocks.putOnDisk(StateTicket.common(piece), copy);
          } else {
            blocks.put(StateTicket.common(piece), copy);
          }
        });
    this.ticket = new StateTicket(token.id(), layout, state.step(), fingerprints, slots);
  }

  /** For the tasks. */
  public StateTicket ticket() {
    return ticket;
  }

  /** Reads what the slots sent back. */
  public SlotStates trained(List<Handover> slots) {
    return new FetchedStates(new RawBlocks(token.id()), pieces, state, slots);
  }

  @Override
  public void close() {
    token.destroy();
  }
}

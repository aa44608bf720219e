package dev.kindred.engine.exchange;

import dev.kindred.engine.ReplicaState;
import dev.kindred.run.DriverOnly;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** The common state of a round, held out to the executors until closed. */
@DriverOnly
public final class CommonState implements AutoCloseable {
  private final Broadcast<Integer> token;
  private final StateTicket ticket;
  private final List<Piece> pieces;
  private final ByteBuffer[] bytes;

  CommonState(JavaSparkContext spark, ReplicaState state, boolean moments, int slots) {
    Layout layout =
        new Layout(state.parameters().length(), moments ? state.optimizer().length() : 0);
    this.pieces = layout.pieces();
    this.bytes = new ByteBuffer[pieces.size()];
    // Its id is what the pieces go by, and ending it removes them.
    this.token = spark.broadcast(state.step());
    long[] fingerprints = new long[bytes.length];
    RawBlocks blocks = new RawBlocks(token.id());
    Parallel.each(
        pieces,
        piece -> {
          ByteBuffer copy =
              piece.copyOf((piece.moments() ? state.optimizer() : state.parameters()).values());
          bytes[piece.index()] = copy;
          fingerprints[piece.index()] = Fingerprint.of(copy);
          blocks.put(StateTicket.common(piece), copy.duplicate());
        });
    this.ticket = new StateTicket(token.id(), layout, state.step(), fingerprints, slots);
  }

  /** For the tasks. */
  public StateTicket ticket() {
    return ticket;
  }

  /** Reads what the slots sent back. */
  public SlotStates trained(List<Handover> slots) {
    return new FetchedStates(new RawBlocks(token.id()), pieces, bytes, slots);
  }

  @Override
  public void close() {
    token.destroy();
  }
}

package dev.kindred.engine.exchange;

import dev.kindred.engine.ReplicaState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Fetches the pieces from the executors as they are asked for. */
final class FetchedStates implements SlotStates {
  private final RawBlocks blocks;
  private final List<Piece> pieces;
  private final ReplicaState common;
  private final List<Handover> slots;

  FetchedStates(RawBlocks blocks, List<Piece> pieces, ReplicaState common, List<Handover> slots) {
    this.blocks = blocks;
    this.pieces = pieces;
    this.common = common;
    this.slots = List.copyOf(slots);
  }

  @Override
  public void each(Consumer<Piece> work) {
    Parallel.each(pieces, work);
  }

  @Override
  public int count() {
    return slots.size();
  }

  @Override
  public boolean changed(Piece piece) {
    return slots.stream().anyMatch(s -> s.sent().get(piece.index()));
  }

  @Override
  public FloatBuffer common(Piece piece) {
    return piece.of(common);
  }

  @Override
  public FloatBuffer piece(int slot, Piece piece) {
    Handover left = slots.get(slot);
    if (!left.sent().get(piece.index())) {
      return common(piece);
    }
    String name = StateTicket.trained(piece.index(), left.slot(), left.attempt());
    return floats(blocks.get(name, false).orElseThrow(() -> new LostState(left.slot())));
  }

  private static FloatBuffer floats(ByteBuffer bytes) {
    return bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}

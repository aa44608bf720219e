package dev.kindred.engine.exchange;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Fetches the pieces from the executors as they are asked for. */
final class FetchedStates implements SlotStates {
  private final List<Piece> pieces;
  private final List<Handover> slots;
  private final Function<Piece, FloatBuffer> common;
  private final int first;
  private final BiFunction<Piece, ByteBuffer, FloatBuffer> decode;

  /**
   * @param common a piece before the round
   * @param first slot that is asked first: not everybody asks the same one
   */
  FetchedStates(
      StateTicket ticket, List<Handover> slots, Function<Piece, FloatBuffer> common, int first) {
    this(
        ticket,
        slots,
        common,
        first,
        (piece, bytes) -> StateTicket.floats(ticket.layout().unpack(piece, bytes)));
  }

  /**
   * The same.
   *
   * @param decode values from what has travelled
   */
  FetchedStates(
      StateTicket ticket,
      List<Handover> slots,
      Function<Piece, FloatBuffer> common,
      int first,
      BiFunction<Piece, ByteBuffer, FloatBuffer> decode) {
    this.pieces = ticket.layout().pieces();
    this.slots = List.copyOf(slots);
    this.common = common;
    this.first = first;
    this.decode = decode;
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
    return common.apply(piece);
  }

  @Override
  public FloatBuffer piece(int slot, Piece piece) {
    return slots.get(slot).sent().get(piece.index())
        ? await(slot, piece, ask(slot, piece))
        : common(piece);
  }

  @Override
  public List<FloatBuffer> all(Piece piece) {
    List<CompletableFuture<ByteBuffer>> asked =
        new ArrayList<>(Collections.nCopies(slots.size(), null));
    for (int i = 0; i < slots.size(); i++) {
      int slot = (first + i) % slots.size();
      if (slots.get(slot).sent().get(piece.index())) {
        asked.set(slot, ask(slot, piece));
      }
    }
    FloatBuffer before =
        asked.stream().anyMatch(Objects::isNull) ? common(piece) : FloatBuffer.allocate(0);
    List<FloatBuffer> all = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      all.add(asked.get(slot) == null ? before.duplicate() : await(slot, piece, asked.get(slot)));
    }
    return all;
  }

  private CompletableFuture<ByteBuffer> ask(int slot, Piece piece) {
    Handover left = slots.get(slot);
    return new RawBlocks(left.under())
        .from(left.at(), StateTicket.trained(piece.index(), left.slot(), left.attempt()));
  }

  private FloatBuffer await(int slot, Piece piece, CompletableFuture<ByteBuffer> answer) {
    Handover left = slots.get(slot);
    return PeerBlocks.await(answer, left.at(), Long.MAX_VALUE)
        .map(bytes -> decode.apply(piece, bytes))
        .orElseThrow(() -> new LostState(left.slot()));
  }
}

package dev.kindred.engine.exchange;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.StateMemory;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;

/**
 * What tasks need where parameters travel as {@link Differences}, in both directions: from a slot
 * to those that average, and from these to all. What a slot's rounding left out stays with the
 * slot's executor, what that of the mean left out with the one that averaged it. Moments travel as
 * ever.
 *
 * @param common the last state that the driver has
 * @param before what the slots left in the round before; none in the first round after {@code
 *     common}
 * @param means where the mean of that lies: differences of parameters, whole moments
 */
public record DifferenceTicket(StateTicket common, List<Handover> before, StateTicket means)
    implements Serializable {
  public DifferenceTicket {
    before = List.copyOf(before);
  }

  /** Of the first round. */
  public static DifferenceTicket first(StateTicket common) {
    return new DifferenceTicket(common, List.of(), common);
  }

  /** Steps done. */
  public int step() {
    return means.step();
  }

  private boolean isFirst() {
    return before.isEmpty();
  }

  private boolean moved(Piece piece) {
    return !isFirst() && means.places().of()[piece.index()] != Places.NOWHERE;
  }

  /**
   * Brings a replica to the state, and keeps here what its end will be told from.
   *
   * @param under id of the broadcast variable by which the slot's pieces go
   * @throws MissingState when a piece is not where it was held
   * @throws LostState when an old value is gone
   */
  public void receive(Replica replica, int slot, long attempt, long under) {
    StateMemory memory = replica.memory();
    RawBlocks blocks = new RawBlocks(under);
    Parallel.each(
        common.layout().pieces(),
        piece -> {
          ByteBuffer mine = piece.of(memory).order(ByteOrder.nativeOrder());
          if (moved(piece)) {
            mine.asFloatBuffer().put(value(piece, slot));
          } else {
            common.receive(piece, mine);
          }
          if (!piece.moments() && (isFirst() || moved(piece))) {
            blocks.keep(old(piece, slot, attempt), copy(mine));
          }
        });
    replica.resume(step(), common.layout().moments() > 0);
  }

  private static ByteBuffer copy(ByteBuffer mine) {
    ByteBuffer copy = ByteBuffer.allocate(mine.remaining());
    return copy.put(0, mine, 0, mine.remaining());
  }

  private float[] value(Piece piece, int slot) {
    if (piece.moments()) {
      return array(means.fetch(piece));
    }
    FloatBuffer old = old(before, slot, piece);
    return Differences.decode(means.fetchRaw(piece), old);
  }

  /**
   * The piece from which the slots' differences are taken.
   *
   * @param left what the slots left
   * @param slot which one's to ask for; all have the same
   */
  private FloatBuffer old(List<Handover> left, int slot, Piece piece) {
    Handover one = left.get(slot);
    return one.sent().get(piece.index())
        ? fetch(one, old(piece, one.slot(), one.attempt()))
        : common.fetch(piece);
  }

  private static FloatBuffer fetch(Handover left, String name) {
    return PeerBlocks.await(
            new RawBlocks(left.under()).from(left.at(), name), left.at(), Long.MAX_VALUE)
        .map(StateTicket::floats)
        .orElseThrow(() -> new LostState(left.slot()));
  }

  private static float[] array(FloatBuffer values) {
    float[] array = new float[values.remaining()];
    values.get(array);
    return array;
  }

  /**
   * Leaves what a replica's parameters differ by, and its moments.
   *
   * @param whole whether parameters are left whole, with all that was left out so far
   * @param step steps done
   */
  public Handover leave(
      Replica replica, int slot, long attempt, long under, boolean whole, int step) {
    StateMemory memory = replica.memory();
    RawBlocks blocks = new RawBlocks(under);
    BitSet sent = new BitSet();
    Parallel.each(
        common.layout().pieces(),
        piece -> {
          ByteBuffer mine = piece.of(memory);
          if (!(moved(piece) && !piece.moments()) && common.isCommon(piece, mine)) {
            return;
          }
          ByteBuffer bytes =
              piece.moments()
                  ? common.layout().pack(piece, copy(mine))
                  : parameters(piece, mine, slot, attempt, blocks, whole);
          blocks.keep(StateTicket.trained(piece.index(), slot, attempt), bytes);
          synchronized (sent) {
            sent.set(piece.index());
          }
        });
    return new Handover(slot, attempt, sent, step, Holder.here(), under);
  }

  private ByteBuffer parameters(
      Piece piece, ByteBuffer mine, int slot, long attempt, RawBlocks blocks, boolean whole) {
    float[] values = array(StateTicket.floats(mine));
    float[] leftOut = leftOut(piece, slot);
    if (whole) {
      for (int i = 0; i < values.length; i++) {
        values[i] += leftOut[i];
      }
      return piece(values);
    }
    String old = old(piece, slot, attempt);
    float[] from;
    if (isFirst() || moved(piece)) {
      from = array(StateTicket.floats(blocks.from(Holder.here(), old).join()));
    } else {
      from = array(common.fetch(piece));
      blocks.keep(old, piece(from));
    }
    ByteBuffer q = Differences.code(values, from, leftOut);
    blocks.keep(leftOut(piece, slot, attempt), piece(leftOut));
    return q;
  }

  private float[] leftOut(Piece piece, int slot) {
    return isFirst() || !before.get(slot).sent().get(piece.index())
        ? new float[piece.length()]
        : array(
            fetch(
                before.get(slot),
                leftOut(piece, before.get(slot).slot(), before.get(slot).attempt())));
  }

  private static ByteBuffer piece(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  /**
   * Reads what the slots left.
   *
   * @param portions of it
   * @param portion of the caller
   */
  public SlotStates states(Portions portions, int portion) {
    return new FetchedStates(
        common,
        portions.slots(),
        common::fetch,
        portion,
        (piece, bytes) ->
            piece.moments()
                ? StateTicket.floats(common.layout().unpack(piece, bytes))
                : FloatBuffer.wrap(
                    Differences.decode(bytes, old(portions.slots(), portion, piece))));
  }

  /**
   * Keeps a mean in this process, parameters as differences.
   *
   * @param values the mean; replaced by what all will have
   * @throws LostState when what was left out of the mean before is gone
   */
  public void keep(Portions portions, int portion, Piece piece, float[] values) {
    RawBlocks blocks = new RawBlocks(portions.next());
    if (piece.moments()) {
      blocks.keep(StateTicket.common(piece), common.layout().pack(piece, piece(values)));
      return;
    }
    float[] leftOut = leftOutOfMean(piece);
    float[] from = array(old(portions.slots(), portion, piece));
    blocks.keep(StateTicket.common(piece), Differences.code(values, from, leftOut));
    blocks.keep(leftOutOfMean(piece.index()), piece(leftOut));
  }

  /**
   * What rounding the mean has left out so far.
   *
   * @throws LostState when it is gone
   */
  public float[] leftOutOfMean(Piece piece) {
    if (piece.moments() || !moved(piece)) {
      return new float[piece.length()];
    }
    int portion = means.places().of()[piece.index()];
    Holder at = means.places().holders().get(portion);
    return PeerBlocks.await(
            new RawBlocks(means.broadcast()).from(at, leftOutOfMean(piece.index())),
            at,
            Long.MAX_VALUE)
        .map(bytes -> array(StateTicket.floats(bytes)))
        .orElseThrow(() -> new LostState(portion));
  }

  /**
   * The state on the driver.
   *
   * @param start the common state that it has
   */
  public CommonValues values(CommonValues start) {
    Layout layout = common.layout();
    float[] parameters = new float[layout.parameters()];
    float[] moments = new float[layout.moments()];
    Parallel.each(
        layout.pieces(),
        piece -> {
          float[] to = piece.moments() ? moments : parameters;
          if (moved(piece)) {
            System.arraycopy(value(piece, 0), 0, to, piece.from(), piece.length());
          } else {
            piece.of(start.state()).get(to, piece.from(), piece.length());
          }
        });
    return new CommonValues(
        new ReplicaState(new FloatVector(parameters), new FloatVector(moments), step()),
        start.velocity());
  }

  private static String old(Piece piece, int slot, long attempt) {
    return "old%d_%d_%d".formatted(slot, attempt, piece.index());
  }

  private static String leftOut(Piece piece, int slot, long attempt) {
    return "leftout%d_%d_%d".formatted(slot, attempt, piece.index());
  }

  private static String leftOutOfMean(int piece) {
    return "leftout" + piece;
  }
}

package dev.kindred.engine.exchange;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import dev.kindred.run.DriverOnly;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The driver's copy of a common state that executors hold: each piece that moved, once. */
@DriverOnly
public final class Copying {
  private static final long PATIENCE_MILLIS = 30_000;

  private final StateTicket ticket;
  private final CommonValues before;
  private final float[] parameters;
  private final float[] moments;
  private final float[] velocity;

  /**
   * @param ticket of the state
   * @param before what pieces are taken from that did not move
   */
  public Copying(StateTicket ticket, CommonValues before) {
    this.ticket = ticket;
    this.before = before;
    this.parameters = new float[ticket.layout().parameters()];
    this.moments = new float[ticket.layout().moments()];
    this.velocity = new float[ticket.velocity() ? parameters.length : 0];
  }

  /**
   * Fetches all that is there.
   *
   * @return pieces that are gone with those who held them, to be {@link #put}
   */
  public List<Piece> fetch() {
    List<Piece> gone = new ArrayList<>();
    Parallel.each(
        ticket.layout().pieces(),
        piece -> {
          if (ticket.places().of()[piece.index()] == Places.NOWHERE) {
            piece.of(before.state()).get(vector(piece), piece.from(), piece.length());
          } else if (!fetch(piece)) {
            synchronized (gone) {
              gone.add(piece);
            }
          }
        });
    return List.copyOf(gone);
  }

  private boolean fetch(Piece piece) {
    Optional<FloatBuffer> values = fetch(StateTicket.common(piece), piece);
    if (values.isEmpty()) {
      return false;
    }
    values.get().get(vector(piece), piece.from(), piece.length());
    if (piece.moments() || !ticket.velocity()) {
      return true;
    }
    Optional<FloatBuffer> moved = fetch(StateTicket.velocity(piece), piece);
    moved.ifPresent(v -> v.get(velocity, piece.from(), piece.length()));
    return moved.isPresent();
  }

  private Optional<FloatBuffer> fetch(String name, Piece piece) {
    Holder holder = ticket.places().holders().get(ticket.places().of()[piece.index()]);
    return PeerBlocks.await(
            new RawBlocks(ticket.broadcast()).from(holder, name), holder, PATIENCE_MILLIS)
        .map(bytes -> StateTicket.floats(ticket.layout().unpack(piece, bytes)));
  }

  private float[] vector(Piece piece) {
    return piece.moments() ? moments : parameters;
  }

  /** Puts a piece that was made again. */
  public void put(Piece piece, float[] values, float[] moved) {
    System.arraycopy(values, 0, vector(piece), piece.from(), values.length);
    System.arraycopy(moved, 0, velocity, moved.length == 0 ? 0 : piece.from(), moved.length);
  }

  /** The whole copy. */
  public CommonValues values() {
    return new CommonValues(
        new ReplicaState(new FloatVector(parameters), new FloatVector(moments), ticket.step()),
        new FloatVector(velocity));
  }
}

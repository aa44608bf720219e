package dev.kindred.engine.exchange;

import dev.kindred.engine.Replica;
import dev.kindred.engine.Span;
import dev.kindred.engine.StateMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far a slot was from the mean of all slots, to be added to what it has become meanwhile. */
public final class Correction {
  private final StateTicket means;
  private final Map<Piece, float[]> differences = new ConcurrentHashMap<>();

  /**
   * Fetches means and takes the slot's own values from them.
   *
   * @param means where the pieces of the mean lie; those that did not move lie nowhere
   * @param own what was averaged
   * @param slot of the calling task
   * @param kept parameters that are not corrected
   * @throws MissingState when a mean is gone with its executor
   * @throws LostState when the slot's own state is
   */
  public Correction(StateTicket means, OwnStates own, int slot, List<Span> kept) {
    this.means = means;
    List<Piece> moved =
        means.layout().pieces().stream()
            .filter(piece -> means.places().of()[piece.index()] != Places.NOWHERE)
            .toList();
    Parallel.each(
        moved,
        piece -> {
          FloatBuffer mean = means.fetch(piece);
          FloatBuffer mine = own.piece(slot, piece);
          float[] difference = new float[piece.length()];
          for (int i = 0; i < difference.length; i++) {
            difference[i] = mean.get(i) - mine.get(i);
          }
          for (Span s : kept) {
            int to = Math.min(difference.length, s.to() - piece.from());
            for (int i = Math.max(0, s.from() - piece.from()); i < to; i++) {
              difference[i] = 0;
            }
          }
          differences.put(piece, difference);
        });
  }

  /**
   * Corrects a replica.
   *
   * @param step steps that it has done
   */
  public void apply(Replica replica, int step) {
    StateMemory memory = replica.memory();
    Parallel.each(
        List.copyOf(differences.keySet()),
        piece -> {
          ByteBuffer mine = piece.of(memory).order(ByteOrder.nativeOrder());
          float[] difference = differences.get(piece);
          for (int i = 0; i < difference.length; i++) {
            int at = i * Float.BYTES;
            mine.putFloat(at, mine.getFloat(at) + difference[i]);
          }
        });
    replica.resume(step, means.layout().moments() > 0);
  }
}

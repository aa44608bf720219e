package dev.kindred.engine.exchange;

import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.StateMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A range of a state.
 *
 * @param index of the piece
 * @param moments whether it is one of the moments, otherwise of the parameters
 * @param from first value
 * @param length number of values
 */
public record Piece(int index, boolean moments, int from, int length) {
  /** Its bytes within a replica's memory. */
  ByteBuffer of(StateMemory memory) {
    ByteBuffer whole = moments ? memory.moments() : memory.parameters();
    return whole.slice(from * Float.BYTES, length * Float.BYTES).order(whole.order());
  }

  /** Its bytes out of a whole vector. */
  ByteBuffer copyOf(float[] values) {
    ByteBuffer copy = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.nativeOrder());
    copy.asFloatBuffer().put(values, from, length);
    return copy;
  }

  /** Its bytes out of a whole state. */
  ByteBuffer copyOf(ReplicaState state) {
    return copyOf(whole(state));
  }

  /** Its values within a whole state. */
  FloatBuffer of(ReplicaState state) {
    return of(whole(state));
  }

  /** Its values within a whole vector. */
  public FloatBuffer of(float[] values) {
    return FloatBuffer.wrap(values, from, length).slice();
  }

  private float[] whole(ReplicaState state) {
    return (moments ? state.optimizer() : state.parameters()).values();
  }
}

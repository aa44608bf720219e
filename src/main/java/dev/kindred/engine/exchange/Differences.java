package dev.kindred.engine.exchange;

import dev.kindred.engine.Bf16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Values as bf16 differences from others, with error feedback: what rounding leaves out of one
 * difference is added to the next (Seide et al. 2014, "1-bit stochastic gradient descent";
 * Karimireddy et al. 2019, arXiv:1901.09847, algorithm 2, with rounding as the compressor). With y
 * the new values, c the old ones and e what was left out before,
 *
 * <pre>
 * u  = (y - c) + e
 * q  = bf16(u)          travels
 * v  = c + q            is what the receiver has
 * e' = u - (v - c)      is left out
 * </pre>
 *
 * so that after any number of rounds the sum of v - c and what is left out is that of y - c.
 */
final class Differences {
  private Differences() {}

  /**
   * Codes a piece.
   *
   * @param values y; replaced by v
   * @param from c
   * @param leftOut e; replaced by e'
   * @return q
   */
  static ByteBuffer code(float[] values, float[] from, float[] leftOut) {
    ByteBuffer q = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < values.length; i++) {
      float u = (values[i] - from[i]) + leftOut[i];
      float rounded = Bf16.round(u);
      q.putFloat(i * Float.BYTES, rounded);
      values[i] = from[i] + rounded;
      leftOut[i] = u - (values[i] - from[i]);
    }
    return Bf16.encode(q);
  }

  /** What the receiver has. */
  static float[] decode(ByteBuffer q, FloatBuffer from) {
    FloatBuffer differences = StateTicket.floats(Bf16.decode(q));
    float[] values = new float[differences.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = from.get(i) + differences.get(i);
    }
    return values;
  }
}

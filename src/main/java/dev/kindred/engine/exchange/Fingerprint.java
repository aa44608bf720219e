package dev.kindred.engine.exchange;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * 64 bits that tell pieces apart: two cyclic redundancy checks with different polynomials, both of
 * which the JVM computes at the speed of memory.
 */
final class Fingerprint {
  private Fingerprint() {}

  static long of(ByteBuffer bytes) {
    CRC32 high = new CRC32();
    high.update(bytes.duplicate());
    CRC32C low = new CRC32C();
    low.update(bytes.duplicate());
    return high.getValue() << 32 | low.getValue();
  }
}

package dev.kindred.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Brings a weight file into memory. */
final class WeightFile {
  private static final long LARGEST = Integer.MAX_VALUE - 8L;

  private WeightFile() {}

  /**
   * All bytes of a stream.
   *
   * @param length bytes that are expected
   * @throws dev.kindred.run.KindredException (bad data) when there are 2 GiB or more, or fewer or
   *     more than expected
   */
  static ByteBuffer bytes(InputStream in, long length, String source) throws IOException {
    if (length > LARGEST) {
      throw BadWeights.of(
          source, "is larger than 2 GiB; use weights of one of the known backbones");
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length || in.read() >= 0) {
      throw BadWeights.damaged(source, "its length is not the " + length + " bytes announced");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

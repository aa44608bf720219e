package dev.kindred.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The one colour of a grey or RGB picture that is transparent.
 *
 * @param blue as decoded: in 8 bits, or 16 if the file has 16
 * @param green equal to blue in a grey picture
 * @param red equal to blue in a grey picture
 */
record ColourKey(int blue, int green, int red) {

  /** From a tRNS chunk, whose samples have as many bits as the picture's. */
  static Optional<ColourKey> of(Bytes chunk, int bits, int channels) {
    if (chunk.length() < 2 * channels) {
      return Optional.empty();
    }
    int[] v = new int[3];
    for (int c = 0; c < 3; c++) {
      int sample = chunk.u16(channels == 1 ? 0 : 2 * c) & ((1 << bits) - 1);
      v[c] = bits < 8 ? sample * 255 / ((1 << bits) - 1) : sample;
    }
    return Optional.of(new ColourKey(v[2], v[1], v[0]));
  }

  /** Makes the pixels of this colour white, which is what transparent ones end up as. */
  void whiten(Mat picture) {
    int size = (int) picture.elemSize1();
    byte[] key = pixel(size, picture.channels());
    byte[] row = new byte[picture.cols() * key.length];
    long step = picture.step();
    try (BytePointer data = picture.data()) {
      for (int y = 0; y < picture.rows(); y++) {
        data.position(y * step).get(row, 0, row.length);
        boolean any = false;
        for (int x = 0; x < row.length; x += key.length) {
          if (Arrays.equals(row, x, x + key.length, key, 0, key.length)) {
            Arrays.fill(row, x, x + key.length, (byte) 0xff);
            any = true;
          }
        }
        if (any) {
          data.position(y * step).put(row, 0, row.length);
        }
      }
    }
  }

  private byte[] pixel(int size, int channels) {
    ByteBuffer b = ByteBuffer.allocate(size * channels).order(ByteOrder.nativeOrder());
    int[] values = {blue, green, red};
    for (int c = 0; c < channels; c++) {
      if (size == 1) {
        b.put((byte) values[c]);
      } else {
        b.putShort((short) values[c]);
      }
    }
    return b.array();
  }
}

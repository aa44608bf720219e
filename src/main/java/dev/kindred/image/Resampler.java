package dev.kindred.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Applies one kernel to the columns and one to the rows of a BGR picture, then a scale and a bias
 * per channel. Buffers are kept between calls; not thread-safe.
 */
final class Resampler {
  private static final int KEEP_FLOATS = 1 << 22;

  private byte[] line = new byte[0];
  private float[] middle = new float[0];

  /**
   * Writes {@code rows.size() * cols.size() * 3} floats.
   *
   * @param affine order of the written channels, scale and bias of each
   */
  void apply(Mat picture, Kernel rows, Kernel cols, Affine affine, float[] out, int offset) {
    long step = picture.step();
    // The pointer belongs to the Mat: closing it frees nothing.
    try (BytePointer data = picture.data()) {
      apply(
          (y, at, into, n) -> data.position(y * step + at).get(into, 0, n),
          rows,
          cols,
          affine,
          out,
          offset);
    }
  }

  /** As {@link #apply(Mat, Kernel, Kernel, Affine, float[], int)}, of pixels in Java's memory. */
  void apply(Crop crop, Affine affine, float[] out, int offset) {
    int row = crop.width() * 3;
    apply(
        (y, at, into, n) -> System.arraycopy(crop.pixels(), y * row + at, into, 0, n),
        crop.rows(),
        crop.cols(),
        affine,
        out,
        offset);
  }

  /** BGR rows of a picture. */
  @FunctionalInterface
  private interface Lines {
    /** Copies {@code n} bytes of row {@code y} from its byte {@code at} on. */
    void copy(int y, int at, byte[] into, int n);
  }

  private void apply(
      Lines picture, Kernel rows, Kernel cols, Affine affine, float[] out, int offset) {
    int top = rows.firstInput();
    int bottom = rows.endOfInput();
    int width = cols.size() * 3;
    horizontal(picture, top, bottom, cols, affine.bgr());
    float[] scale = affine.scaleRow(cols.size(), 1);
    float[] bias = affine.biasRow(cols.size());
    for (int y = 0; y < rows.size(); y++) {
      int at = offset + y * width;
      for (int i = 0; i < width; i++) {
        out[at + i] = 0;
      }
      for (int k = 0; k < rows.count(y); k++) {
        add(middle, (rows.start(y) + k - top) * width, rows.weight(y, k), out, at, width);
      }
      for (int i = 0; i < width; i++) {
        out[at + i] = out[at + i] * scale[i] + bias[i];
      }
    }
    if (middle.length > KEEP_FLOATS) {
      middle = new float[0];
    }
  }

  /** Kept apart and simple: the compiler vectorises it. */
  private static void add(float[] from, int fromAt, float w, float[] to, int toAt, int n) {
    for (int i = 0; i < n; i++) {
      to[toAt + i] += w * from[fromAt + i];
    }
  }

  private void horizontal(Lines picture, int top, int bottom, Kernel cols, boolean bgr) {
    int left = cols.firstInput();
    int bytes = (cols.endOfInput() - left) * 3;
    int width = cols.size() * 3;
    if (line.length < bytes) {
      line = new byte[bytes];
    }
    if (middle.length < (bottom - top) * width) {
      middle = new float[Math.multiplyExact(bottom - top, width)];
    }
    int first = bgr ? 0 : 2;
    int third = 2 - first;
    for (int y = top; y < bottom; y++) {
      picture.copy(y, left * 3, line, bytes);
      int to = (y - top) * width;
      for (int x = 0; x < cols.size(); x++, to += 3) {
        int at = (cols.start(x) - left) * 3;
        int n = cols.count(x);
        float b = 0;
        float g = 0;
        float r = 0;
        for (int k = 0; k < n; k++, at += 3) {
          float w = cols.weight(x, k);
          b += w * (line[at] & 0xff);
          g += w * (line[at + 1] & 0xff);
          r += w * (line[at + 2] & 0xff);
        }
        middle[to + first] = b;
        middle[to + 1] = g;
        middle[to + third] = r;
      }
    }
  }

  /** What becomes of a value 0..255: {@code value * scale[c] + bias[c]}. */
  @SuppressWarnings("ArrayRecordComponent") // three numbers, never compared
  record Affine(boolean bgr, float[] scale, float[] bias) {

    static final Affine NONE_BGR = new Affine(true, new float[] {1, 1, 1}, new float[3]);
    static final Affine NONE_RGB = new Affine(false, new float[] {1, 1, 1}, new float[3]);

    static Affine of(Normalization n) {
      float[] scale = new float[3];
      float[] bias = new float[3];
      for (int c = 0; c < 3; c++) {
        scale[c] = 1 / n.divisor()[c];
        bias[c] = -n.mean()[c] / n.divisor()[c];
      }
      return new Affine(n.bgr(), scale, bias);
    }

    /** What becomes of each byte in a channel. */
    float[] table(int channel) {
      float[] table = new float[256];
      for (int v = 0; v < table.length; v++) {
        table[v] = v * scale[channel] + bias[channel];
      }
      return table;
    }

    /** The scales of a row of pixels, each times {@code unit}. */
    float[] scaleRow(int pixels, float unit) {
      return repeat(scale, pixels, unit);
    }

    /** The biases of a row of pixels. */
    float[] biasRow(int pixels) {
      return repeat(bias, pixels, 1);
    }

    private static float[] repeat(float[] three, int times, float unit) {
      float[] row = new float[3 * times];
      for (int i = 0; i < row.length; i++) {
        row[i] = three[i % 3] * unit;
      }
      return row;
    }
  }
}

package dev.kindred.engine.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The host's memory through which images reach the network; kept, as it is large. */
final class ImageBuffer implements AutoCloseable {
  private final Place place;
  private final int size;
  private Tensor buffer;

  ImageBuffer(Place place, int size) {
    this.place = place;
    this.size = size;
  }

  /**
   * A batch of images; valid until the next one.
   *
   * @param pixels {@code [n, size, size, 3]}
   * @return {@code [n, 3, size, size]}, channels last in memory
   */
  Tensor bring(float[] pixels, int n) {
    if (pixels.length != n * size * size * 3) {
      throw new IllegalArgumentException(
          "%d values are not %d images of %d x %d x 3".formatted(pixels.length, n, size, size));
    }
    if (buffer == null || buffer.size(0) < n) {
      close();
      Tensor fresh = place.hostBuffer(ScalarType.Float, n, size, size, 3);
      buffer = fresh.retainReference();
    }
    FloatPointer data = Place.floats(buffer);
    data.put(pixels, 0, pixels.length);
    return place.bring(buffer.narrow(0, 0, n)).permute(0, 3, 1, 2);
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
      buffer = null;
    }
  }
}

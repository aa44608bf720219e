package dev.kindred.engine.torch;

import dev.kindred.image.Normalization;
import dev.kindred.image.RenderedImages;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The host's memory through which images reach the network; kept, as it is large. Page-locked for a
 * GPU, which copies from it while it still computes the step before.
 */
final class ImageBuffer implements AutoCloseable {
  /** Values that one thread copies; beyond that several are faster. */
  private static final int SLICE = 1 << 20;

  private final Place place;
  private final int size;
  private final CropBuffer crops;
  private Tensor values;
  private Tensor levels;

  // Of the network's normalisation, which is one for all its images.
  private Tensor scale;
  private Tensor shift;

  ImageBuffer(Place place, int size) {
    this.place = place;
    this.size = size;
    this.crops = new CropBuffer(place, size);
  }

  /**
   * A batch of images; valid until the next one.
   *
   * @return {@code [n, 3, size, size]}, channels last in memory
   */
  Tensor bring(RenderedImages images, int n) {
    Tensor rows;
    if (images instanceof RenderedImages.Levels l) {
      rows = normalised(l, n);
    } else if (images instanceof RenderedImages.Crops c) {
      check(c.crops().length * size * size * 3, n);
      rows = normalise(crops.bring(c), c.normalization());
    } else {
      rows = floats(images.values(), n);
    }
    return rows.permute(0, 3, 1, 2);
  }

  private Tensor floats(float[] pixels, int n) {
    check(pixels.length, n);
    values = atLeast(values, ScalarType.Float, n);
    FloatBuffer to = Place.floats(values).capacity(pixels.length).asBuffer();
    int slices = place.isGpu() ? (pixels.length + SLICE - 1) / SLICE : 1;
    IntStream.range(0, slices)
        .parallel()
        .forEach(
            i -> {
              int from = (int) ((long) pixels.length * i / slices);
              int end = (int) ((long) pixels.length * (i + 1) / slices);
              to.duplicate().position(from).put(pixels, from, end - from);
            });
    return place.bring(values.narrow(0, 0, n));
  }

  private Tensor normalised(RenderedImages.Levels images, int n) {
    byte[] pixels = images.levels();
    check(pixels.length, n);
    levels = atLeast(levels, ScalarType.Byte, n);
    new BytePointer(levels.data_ptr()).put(pixels, 0, pixels.length);
    Tensor rows = place.bring(levels.narrow(0, 0, n)).to(ScalarType.Float);
    normalise(rows, images.normalization());
    images.others().forEach((i, own) -> rows.select(0, i).copy_(place.tensor(own, size, size, 3)));
    return rows;
  }

  /** In place. */
  private Tensor normalise(Tensor rows, Normalization of) {
    if (scale == null) {
      scale = place.tensor(of.scale(), 3).retainReference();
      shift = place.tensor(of.shift(), 3).retainReference();
    }
    rows.mul_(scale).add_(shift);
    return rows;
  }

  private void check(int length, int n) {
    if (length != n * size * size * 3) {
      throw new IllegalArgumentException(
          "%d values are not %d images of %d x %d x 3".formatted(length, n, size, size));
    }
  }

  private Tensor atLeast(Tensor buffer, ScalarType type, int n) {
    if (buffer != null && buffer.size(0) >= n) {
      return buffer;
    }
    free(buffer);
    return place.hostBuffer(type, n, size, size, 3).retainReference();
  }

  /** Also of one that was never made. */
  static void free(Tensor buffer) {
    if (buffer != null) {
      buffer.close();
    }
  }

  @Override
  public void close() {
    crops.close();
    free(values);
    free(levels);
    free(scale);
    free(shift);
    values = null;
    levels = null;
    scale = null;
    shift = null;
  }
}

package dev.kindred.image;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Images as a view rendered them, {@code [n, size, size, 3]} row-major, channels in the network's
 * order.
 */
public sealed interface RenderedImages {
  /** Normalised, as a network computes with them. */
  float[] values();

  /** What has been done to images before they are computed with. */
  enum Form {
    /** {@link Values}. */
    VALUES,
    /** {@link Levels}. */
    LEVELS,
    /** {@link Crops}. */
    CROPS
  }

  /** Room for {@code n} images of a view, which {@link ImageView#put} fills. */
  static RenderedImages of(Form form, ImageView view, int n) {
    int values = n * view.floats();
    return switch (form) {
      case VALUES -> new Values(new float[values]);
      case LEVELS -> new Levels(new byte[values], view.normalization(), new ConcurrentHashMap<>());
      case CROPS -> new Crops(new Crop[n], view.normalization());
    };
  }

  /**
   * Normalised when they were rendered.
   *
   * @param values {@code [n, size, size, 3]}
   */
  @SuppressWarnings("ArrayRecordComponent") // megabytes that are handed over once
  record Values(float[] values) implements RenderedImages {}

  /**
   * To be normalised where they are computed with: a quarter of the bytes travel.
   *
   * @param levels 0 to 255 as unsigned bytes, {@code [n, size, size, 3]}
   * @param normalization of the network
   * @param others normalised images {@code [size, size, 3]} by their number in the batch: those
   *     whose values are no whole levels; their places in {@code levels} say nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // megabytes that are handed over once
  record Levels(byte[] levels, Normalization normalization, Map<Integer, float[]> others)
      implements RenderedImages {
    @Override
    public float[] values() {
      Resampler.Affine affine = Resampler.Affine.of(normalization);
      float[][] tables = {affine.table(0), affine.table(1), affine.table(2)};
      float[] values = new float[levels.length];
      for (int i = 0; i < levels.length; i += 3) {
        values[i] = tables[0][levels[i] & 0xff];
        values[i + 1] = tables[1][levels[i + 1] & 0xff];
        values[i + 2] = tables[2][levels[i + 2] & 0xff];
      }
      others.forEach(
          (image, own) -> System.arraycopy(own, 0, values, image * own.length, own.length));
      return values;
    }
  }

  /**
   * To be cut out, resized and normalised where they are computed with.
   *
   * @param crops one for each image
   * @param normalization of the network
   */
  @SuppressWarnings("ArrayRecordComponent") // megabytes that are handed over once
  record Crops(Crop[] crops, Normalization normalization) implements RenderedImages {
    @Override
    public float[] values() {
      Resampler resampler = new Resampler();
      Resampler.Affine affine = Resampler.Affine.of(normalization);
      int at = 0;
      float[] values = new float[Arrays.stream(crops).mapToInt(Crop::values).sum()];
      for (Crop crop : crops) {
        resampler.apply(crop, affine, values, at);
        at += crop.values();
      }
      return values;
    }
  }
}

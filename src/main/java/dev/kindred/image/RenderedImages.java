package dev.kindred.image;

import java.util.Map;

/**
 * Images as a view rendered them, {@code [n, size, size, 3]} row-major, channels in the network's
 * order.
 */
public sealed interface RenderedImages {
  /** Normalised, as a network computes with them. */
  float[] values();

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
    /** Of each channel: what a level is multiplied by. */
    public float[] scale() {
      return Resampler.Affine.of(normalization).scale();
    }

    /** Of each channel: what is added then. */
    public float[] shift() {
      return Resampler.Affine.of(normalization).bias();
    }

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
}

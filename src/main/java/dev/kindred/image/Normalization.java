package dev.kindred.image;

import java.io.Serializable;

/**
 * From bytes to network input: {@code (value - mean[c]) / divisor[c]} with values 0..255.
 *
 * @param bgr whether the first channel is blue; {@code mean} and {@code divisor} are in the same
 *     order
 * @param mean per channel, in 0..255
 * @param divisor per channel
 */
@SuppressWarnings("ArrayRecordComponent") // three numbers, never written
public record Normalization(boolean bgr, float[] mean, float[] divisor) implements Serializable {
  /** Of each channel: what a level is multiplied by. */
  public float[] scale() {
    return Resampler.Affine.of(this).scale();
  }

  /** Of each channel: what is added then. */
  public float[] shift() {
    return Resampler.Affine.of(this).bias();
  }
}

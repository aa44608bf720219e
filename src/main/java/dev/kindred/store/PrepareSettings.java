package dev.kindred.store;

import dev.kindred.dataset.ReadOptions;
import dev.kindred.image.Limits;
import java.io.Serializable;

/**
 * What {@code prepare} is asked to do.
 *
 * @param data folder of the images, on any Hadoop file system
 * @param format of its lists, or {@code auto}
 * @param store folder to write
 * @param read choices of the readers
 * @param shortSide greatest short side of a stored image in pixels
 * @param quality of JPEG where an image has to be encoded anew, 1..100; 100 is PNG, without loss
 * @param limits what one image may ask of the machine
 * @param shardBytes about the size of a shard
 * @param maxBroken greatest share of broken images, 0..1
 */
public record PrepareSettings(
    String data,
    String format,
    String store,
    ReadOptions read,
    int shortSide,
    int quality,
    Limits limits,
    long shardBytes,
    double maxBroken) {

  public PrepareSettings {
    if (shortSide < 1
        || quality < 1
        || quality > 100
        || shardBytes < 1
        || !(maxBroken >= 0 && maxBroken <= 1)) {
      throw new IllegalArgumentException(
          "prepare: short side %d, quality %d, %d bytes a shard, %s broken"
              .formatted(shortSide, quality, shardBytes, maxBroken));
    }
  }

  /** The part that a task needs. */
  Packing packing() {
    return new Packing(shortSide, quality, limits);
  }

  /**
   * How one image is packed.
   *
   * @param shortSide greatest short side in pixels
   * @param quality of JPEG, 100 for PNG
   * @param limits of the encoded image
   */
  record Packing(int shortSide, int quality, Limits limits) implements Serializable {}
}

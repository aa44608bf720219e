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
 * @param limits what one image may ask of the machine
 * @param shardImages most images of a shard
 * @param shardBytes a shard is closed when its originals exceed this
 * @param maxBroken greatest share of broken images, 0..1
 */
public record PrepareSettings(
    String data,
    String format,
    String store,
    ReadOptions read,
    int shortSide,
    Limits limits,
    int shardImages,
    long shardBytes,
    double maxBroken) {

  public PrepareSettings {
    if (shortSide < 1 || shardImages < 1 || shardBytes < 1 || !(maxBroken >= 0 && maxBroken <= 1)) {
      throw new IllegalArgumentException(
          "prepare: short side %d, %d images and %d bytes a shard, %s broken"
              .formatted(shortSide, shardImages, shardBytes, maxBroken));
    }
  }

  /** The part that a task needs. */
  Packing packing() {
    return new Packing(shortSide, limits);
  }

  /**
   * How one image is packed.
   *
   * @param shortSide greatest short side in pixels
   * @param limits of the encoded image
   */
  record Packing(int shortSide, Limits limits) implements Serializable {}
}

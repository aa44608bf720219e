package dev.kindred.store;

import dev.kindred.dataset.ImageRef;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The images of one shard: consecutive ids.
 *
 * @param index of the shard
 * @param firstId id of the first image
 * @param images in id order
 */
record ShardPlan(int index, int firstId, List<ImageRef> images) implements Serializable {
  /** A small data set too has a shard for each of so many tasks, unless they became tiny. */
  private static final int SHARDS = 16;

  private static final long SMALLEST = 8L << 20;

  /** Name of the archive inside its folder. */
  String fileName() {
    return "shard-%05d.tar".formatted(index);
  }

  /**
   * Cuts the manifest; depends on nothing but the arguments, so that a second run plans the same.
   *
   * @param imageBytes a packed image is taken for no larger than this
   * @param shardBytes greatest number of bytes that fill a shard
   * @param sizes encoded bytes of each image, negative when there is no such file
   */
  static List<ShardPlan> plan(
      List<ImageRef> images, long[] sizes, long imageBytes, long shardBytes) {
    List<ShardPlan> plans = new ArrayList<>();
    long all = 0;
    for (long size : sizes) {
      all += Math.max(0, Math.min(size, imageBytes));
    }
    long full = Math.min(shardBytes, Math.max(SMALLEST, all / SHARDS));
    int first = 0;
    long bytes = 0;
    for (int i = 0; i < images.size(); i++) {
      bytes += Math.max(0, Math.min(sizes[i], imageBytes));
      if (i + 1 == images.size() || bytes >= full) {
        plans.add(
            new ShardPlan(plans.size(), first, new ArrayList<>(images.subList(first, i + 1))));
        first = i + 1;
        bytes = 0;
      }
    }
    return plans;
  }
}

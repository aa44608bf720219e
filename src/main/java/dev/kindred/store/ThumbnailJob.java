package dev.kindred.store;

import dev.kindred.image.Thumbnails;
import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** Thumbnails of stored images, made where the images are read: on executors. */
@DriverOnly
public final class ThumbnailJob {
  private final JavaSparkContext spark;
  private final ImageStore store;
  private final int side;
  private final int tasks;

  /**
   * @param spark context to run on; stays open
   * @param side of a thumbnail in pixels
   * @param tasks that run at a time
   */
  public ThumbnailJob(JavaSparkContext spark, ImageStore store, int side, int tasks) {
    this.spark = spark;
    this.store = store;
    this.side = side;
    this.tasks = tasks;
  }

  /** As {@link Thumbnails#of} makes them, in the order of the ids. */
  public List<byte[]> run(int... ids) {
    int pixels = side;
    // Images are read once more, so few that a cache of them would help nobody.
    return StoredImages.each(
        spark,
        store.cached(0),
        "kindred-report",
        "%,d thumbnails".formatted(ids.length),
        parts(ids),
        (workspace, encoded) -> Thumbnails.of(workspace, encoded, pixels));
  }

  private List<int[]> parts(int... ids) {
    int n = Math.min(tasks, ids.length);
    List<int[]> parts = new ArrayList<>();
    for (int t = 0; t < n; t++) {
      parts.add(
          Arrays.copyOfRange(
              ids, (int) ((long) ids.length * t / n), (int) ((long) ids.length * (t + 1) / n)));
    }
    return parts;
  }
}

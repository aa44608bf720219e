package dev.kindred.store;

import dev.kindred.image.PerceptualHash;
import dev.kindred.run.DriverOnly;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** Perceptual hashes of stored images, computed on all executors. */
@DriverOnly
public final class HashJob {
  private static final int READ_BY_A_TASK = 256;

  private HashJob() {}

  /** In the order of the ids. */
  public static List<PerceptualHash> run(JavaSparkContext spark, ImageStore store, int... ids) {
    return StoredImages.each(
        spark,
        store,
        "kindred-look",
        "perceptual hashes of %,d images".formatted(ids.length),
        StoredImages.parts(ids, READ_BY_A_TASK),
        PerceptualHash::of);
  }
}

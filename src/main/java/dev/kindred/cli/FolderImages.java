package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.dataset.Datasets;
import dev.kindred.dataset.ReadOptions;
import dev.kindred.image.Limits;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.LeaseTerms;
import dev.kindred.store.BrokenImage;
import dev.kindred.store.ImageStore;
import dev.kindred.store.PrepareJob;
import dev.kindred.store.PrepareResult;
import dev.kindred.store.PrepareSettings;
import dev.kindred.store.SharedFolders;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Images that belong to no data set, packed as those of one are: checked, upright, shrunk. */
@DriverOnly
final class FolderImages {
  private FolderImages() {}

  /**
   * Refuses what does not exist, before anything is started.
   *
   * @param option that named it
   */
  static void require(JobContext context, String path, String option) {
    try {
      Path file = new Path(path);
      FileSystem fs = file.getFileSystem(context.hadoop());
      if (!fs.exists(file)) {
        throw new KindredException(
            Exit.BAD_DATA, "%s %s does not exist; check the path".formatted(option, path));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new KindredException(
          Exit.BAD_DATA, "%s %s cannot be read: %s".formatted(option, path, e.getMessage()), e);
    }
  }

  /** Packs a file, or all images of a folder, unless that was done and nothing has changed. */
  static ImageStore pack(JobContext context, String images, String store) {
    KindredConfig config = context.config();
    PrepareSettings settings =
        new PrepareSettings(
            images,
            Datasets.IMAGES,
            store,
            new ReadOptions(false, 0, config.data().outside()),
            config.store().shortSide(),
            config.store().quality(),
            new Limits(Wiring.MAX_BYTES, config.data().maxPixels()),
            config.store().shardBytes(),
            1);
    PrepareResult result =
        new PrepareJob(
                context.spark(),
                settings,
                context.display(),
                LeaseTerms.of(config.run().lease()),
                context.stop())
            .run();
    ImageStore packed = result.store();
    long there = IntStream.range(0, packed.index().ids()).filter(packed.index()::has).count();
    if (there == 0) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s has no image that can be read%s"
              .formatted(
                  images,
                  result.broken().isEmpty()
                      ? "; its first bytes are those of no image"
                      : ": " + first(result)));
    }
    if (!result.broken().isEmpty()) {
      context
          .out()
          .printf(
              Locale.ROOT,
              "warning: %,d images of %s cannot be read and are left out (first: %s)%n",
              result.broken().size(),
              images,
              first(result));
    }
    SharedFolders.check(context.spark(), packed);
    return packed.cached(config.store().cacheBytes());
  }

  private static String first(PrepareResult result) {
    BrokenImage broken = result.broken().get(0);
    return "%s, %s".formatted(broken.path(), broken.detail());
  }
}

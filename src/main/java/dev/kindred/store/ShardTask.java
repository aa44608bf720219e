package dev.kindred.store;

import dev.kindred.dataset.ImageOrigin;
import dev.kindred.dataset.ImageRef;
import dev.kindred.dataset.Names;
import dev.kindred.dataset.ParquetImages;
import dev.kindred.image.Broken;
import dev.kindred.image.BrokenImageException;
import dev.kindred.image.FileKind;
import dev.kindred.image.StoredImage;
import dev.kindred.image.Workspace;
import dev.kindred.run.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes one shard: every image decoded and verified once. Runs inside a task.
 *
 * @param data folder of the images
 * @param folder where the shard goes
 * @param packing how each image is packed
 * @param origin how the images are come by
 */
record ShardTask(String data, String folder, PrepareSettings.Packing packing, ImageOrigin origin)
    implements Serializable {

  /**
   * The archive is written under the attempt's own name and renamed, then its summary: a shard with
   * a summary is whole. Of two attempts at the same shard either may win; their bytes are equal.
   */
  ShardSummary write(Configuration conf, ShardPlan plan, long attempt, LongConsumer done)
      throws IOException {
    Path target = new Path(folder, plan.fileName());
    FileSystem fs = StoreFiles.fileSystem(conf, target);
    Path part = new Path(folder, "." + plan.fileName() + "." + attempt);
    MessageDigest digest = StoreFiles.sha256();
    List<ShardSummary.Entry> entries = new ArrayList<>();
    List<BrokenImage> broken = new ArrayList<>();
    List<DamagedImage> damaged = new ArrayList<>();
    ImageSource source = new ImageSource(conf, data, packing.limits(), origin.outside());
    int kept = 0;
    try (OutputStream out = new DigestOutputStream(AtomicFiles.create(fs, part), digest);
        TarWriter tar = new TarWriter(out);
        Workspace workspace = new Workspace(packing.limits());
        ParquetImages rows = new ParquetImages(conf, data)) {
      for (int i = 0; i < plan.images().size(); i++) {
        int id = plan.firstId() + i;
        ImageRef ref = plan.images().get(i);
        try {
          checkKind(source, ref.path());
          StoredImage image =
              StoredImage.convert(
                  workspace,
                  origin.rows() ? row(rows, ref.path()) : source.read(ref.path()),
                  packing.shortSide(),
                  packing.quality());
          kept += image.kept() ? 1 : 0;
          entries.add(add(tar, id, ref, image));
          if (!image.warning().isEmpty()) {
            damaged.add(new DamagedImage(id, ref.path(), image.warning()));
          }
        } catch (BrokenImageException e) {
          broken.add(new BrokenImage(id, ref.path(), e.reason(), e.getMessage()));
        }
        done.accept(1);
      }
    }
    long bytes = fs.getFileStatus(part).getLen();
    AtomicFiles.rename(fs, part, target);
    ShardSummary summary =
        new ShardSummary(
            plan.index(), bytes, StoreFiles.hex(digest), kept, entries, broken, damaged);
    StoreFiles.writeLines(fs, summaryPath(folder, plan), summary.toLines());
    return summary;
  }

  private byte[] row(ParquetImages rows, String path) {
    byte[] bytes;
    try {
      bytes = rows.read(path);
    } catch (IOException e) {
      throw new BrokenImageException(Broken.UNREADABLE, "cannot be read: " + e.getMessage());
    }
    if (bytes == null) {
      throw new BrokenImageException(Broken.MISSING, "the row has no image");
    }
    return bytes;
  }

  /** A file that is an image neither by its name nor by its content was never meant as one. */
  private void checkKind(ImageSource source, String path) {
    if (origin.byContent() && !Names.isImage(path)) {
      Optional<FileKind> other = FileKind.notAnImage(source.head(path, FileKind.HEAD), path);
      if (other.isPresent()) {
        throw new BrokenImageException(Broken.PASSED_OVER, other.get().name());
      }
    }
  }

  /** The members of WebDataset: the image and its class under one key. */
  private static ShardSummary.Entry add(TarWriter tar, int id, ImageRef ref, StoredImage image)
      throws IOException {
    String key = "%09d".formatted(id);
    long at = tar.add(key + "." + image.format().extension(), image.encoded());
    String label = Integer.toString(ref.classId());
    tar.add(key + ".cls", label.getBytes(StandardCharsets.US_ASCII));
    return new ShardSummary.Entry(id, at, image.encoded().length, Checksum.of(image.encoded()));
  }

  static Path summaryPath(String folder, ShardPlan plan) {
    return new Path(folder, "." + plan.fileName() + ".done");
  }

  /**
   * Summary of a shard that an earlier run finished, or null. A shard without an image that was
   * there and could not be read is not taken over: whatever was in the way may be gone.
   */
  static ShardSummary finished(FileSystem fs, String folder, ShardPlan plan) throws IOException {
    Path summary = summaryPath(folder, plan);
    Path shard = new Path(folder, plan.fileName());
    if (!fs.exists(summary) || !fs.exists(shard)) {
      return null;
    }
    ShardSummary s = ShardSummary.parse(StoreFiles.readLines(fs, summary));
    boolean read = s != null && s.broken().stream().noneMatch(b -> b.reason() == Broken.UNREADABLE);
    return read && s.bytes() == fs.getFileStatus(shard).getLen() ? s : null;
  }
}

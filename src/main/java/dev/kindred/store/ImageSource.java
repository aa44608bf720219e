package dev.kindred.store;

import dev.kindred.dataset.SafePath;
import dev.kindred.image.Broken;
import dev.kindred.image.BrokenImageException;
import dev.kindred.image.Limits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads the bytes of raw images, none from outside the data folder. Inside tasks. */
final class ImageSource {
  private final FileSystem fs;
  private final Path root;
  private final Limits limits;
  private final java.nio.file.Path realRoot;

  ImageSource(Configuration conf, String root, Limits limits) throws IOException {
    this.root = new Path(root);
    this.fs = StoreFiles.fileSystem(conf, this.root);
    this.limits = limits;
    this.realRoot = isLocal() ? local(this.root).toRealPath() : null;
  }

  /**
   * Encoded bytes of one image.
   *
   * @throws BrokenImageException when there is no such file, it cannot be read or is too long
   */
  byte[] read(String relative) {
    Path path = SafePath.resolve(root, relative);
    try {
      checkInside(path);
      FileStatus status = fs.getFileStatus(path);
      if (!status.isFile()) {
        throw new BrokenImageException(Broken.MISSING, "not a file");
      }
      if (status.getLen() > limits.maxBytes()) {
        throw new BrokenImageException(
            Broken.TOO_MANY_BYTES,
            status.getLen() + " bytes, more than the limit of " + limits.maxBytes());
      }
      byte[] bytes = new byte[(int) status.getLen()];
      try (FSDataInputStream in = fs.open(path)) {
        in.readFully(0, bytes);
      }
      return bytes;
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new BrokenImageException(Broken.MISSING, "no such file");
    } catch (IOException e) {
      throw new BrokenImageException(Broken.UNREADABLE, "cannot be read: " + e.getMessage());
    }
  }

  /** A link on a local disk may lead anywhere; HDFS and object stores have none. */
  private void checkInside(Path path) throws IOException {
    if (realRoot != null && !local(path).toRealPath().startsWith(realRoot)) {
      throw new BrokenImageException(Broken.UNREADABLE, "a link leads out of the data folder");
    }
  }

  private boolean isLocal() {
    return fs.getUri().getScheme().equals("file");
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}

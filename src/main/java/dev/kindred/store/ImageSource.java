package dev.kindred.store;

import dev.kindred.dataset.SafePath;
import dev.kindred.image.Broken;
import dev.kindred.image.BrokenImageException;
import dev.kindred.image.Limits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** Reads the bytes of raw images, none from outside the data folder. Inside tasks. */
final class ImageSource {
  static final String LEADS_OUT = "a link leads out of the data folder";

  /** An object store that throttles and a mount that reconnects answer again in a moment. */
  private static final int ATTEMPTS = 3;

  private static final long PAUSE_MS = 500;

  /** After so many lost images nobody waits any more. */
  private static final int PATIENCE = 16;

  private final FileSystem fs;
  private final Path root;
  private final Limits limits;
  private final java.nio.file.Path realRoot;
  private final boolean outside;
  private final Configuration conf;
  private int lost;

  /**
   * @param outside whether images may lie outside the data folder
   */
  ImageSource(Configuration conf, String root, Limits limits, boolean outside) throws IOException {
    this.conf = conf;
    this.root = new Path(root);
    this.fs = StoreFiles.fileSystem(conf, this.root);
    this.limits = limits;
    this.outside = outside;
    this.realRoot = isLocal(fs) ? local(this.root).toRealPath() : null;
  }

  /**
   * Encoded bytes of one image.
   *
   * @throws BrokenImageException when there is no such file, it cannot be read or is too long
   */
  byte[] read(String relative) {
    return read(relative, -1);
  }

  /**
   * First bytes of a file of any length.
   *
   * @throws BrokenImageException when there is no such file or it cannot be read
   */
  byte[] head(String relative, int bytes) {
    return read(relative, bytes);
  }

  private byte[] read(String relative, int atMost) {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(relative, atMost);
      } catch (AccessControlException | AccessDeniedException e) {
        throw unreadable(e);
      } catch (IOException e) {
        if (attempt == ATTEMPTS || lost >= PATIENCE) {
          lost++;
          throw unreadable(e);
        }
        pause(attempt);
      }
    }
  }

  private static BrokenImageException unreadable(IOException e) {
    return new BrokenImageException(Broken.UNREADABLE, "cannot be read: " + e.getMessage());
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(PAUSE_MS * attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokenImageException(Broken.UNREADABLE, "cannot be read: interrupted");
    }
  }

  private byte[] attempt(String relative, int atMost) throws IOException {
    Path path = SafePath.resolve(root, relative);
    try {
      FileSystem of = SafePath.isOutside(relative) ? StoreFiles.fileSystem(conf, path) : fs;
      if (isLocal(of)) {
        checkRegular(path);
      }
      checkInside(relative, path);
      FileStatus status = of.getFileStatus(path);
      if (!status.isFile()) {
        throw new BrokenImageException(Broken.MISSING, "not a file");
      }
      if (atMost < 0 && status.getLen() > limits.maxBytes()) {
        throw new BrokenImageException(
            Broken.TOO_MANY_BYTES,
            status.getLen() + " bytes, more than the limit of " + limits.maxBytes());
      }
      byte[] bytes =
          new byte[(int) (atMost < 0 ? status.getLen() : Math.min(atMost, status.getLen()))];
      try (FSDataInputStream in = of.open(path)) {
        in.readFully(0, bytes);
      }
      return bytes;
    } catch (FileNotFoundException | NoSuchFileException e) {
      if (String.valueOf(e.getMessage()).contains("Permission denied")) {
        throw unreadable(e);
      }
      throw new BrokenImageException(Broken.MISSING, "no such file");
    } catch (InvalidPathException e) {
      throw new BrokenImageException(
          Broken.UNREADABLE,
          "cannot be named in the JVM's locale; start it in a UTF-8 one (LC_ALL=C.UTF-8)");
    }
  }

  /** Opening a FIFO waits for somebody to write, and a device never ends. */
  private static void checkRegular(Path path) throws IOException {
    BasicFileAttributes a = Files.readAttributes(local(path), BasicFileAttributes.class);
    if (a.isOther()) {
      throw new BrokenImageException(Broken.UNREADABLE, "a FIFO, a socket or a device");
    }
  }

  /** A link on a local disk may lead anywhere; HDFS and object stores have none. */
  private void checkInside(String relative, Path path) throws IOException {
    if (outside) {
      return;
    }
    if (SafePath.isOutside(relative)) {
      throw new BrokenImageException(Broken.UNREADABLE, "outside the data folder");
    }
    if (realRoot != null && !local(path).toRealPath().startsWith(realRoot)) {
      throw new BrokenImageException(Broken.UNREADABLE, LEADS_OUT);
    }
  }

  private static boolean isLocal(FileSystem fs) {
    return fs.getUri().getScheme().equals("file");
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}

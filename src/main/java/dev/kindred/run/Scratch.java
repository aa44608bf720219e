package dev.kindred.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where one holder of a lease keeps what is not finished: {@code _tmp/<token>}. The next holder
 * deletes it, and files are created in it without making it anew: a former holder that goes on
 * after a pause has no file to rename to its place, nor a place to rename a file away to.
 */
public final class Scratch {
  private static final String VISITOR = "visit-";

  /** No look at a run takes as long: whoever left something that is so old was killed. */
  private static final Duration VISIT = Duration.ofDays(2);

  private final FileSystem fs;
  private final Path all;
  private final Path own;
  private final AtomicLong files = new AtomicLong();

  /**
   * Touches nothing yet.
   *
   * @param root of the folder that the lease is on
   * @param token of the lease
   */
  public Scratch(FileSystem fs, Path root, String token) {
    this.fs = fs;
    this.all = new Path(root, RunFiles.TEMPORARY);
    this.own = new Path(all, token);
  }

  /**
   * A name for somebody who holds no lease, and works beside those who do: it says since when,
   * which object stores do not keep of a folder.
   */
  static String visitor(Instant since) {
    return VISITOR + since.toEpochMilli() + "-" + UUID.randomUUID();
  }

  /** Of this holder alone. */
  public Path folder() {
    return own;
  }

  /**
   * Takes over what a former holder left under a name, if one did; before {@link #open}.
   *
   * @return the path below {@link #folder}, where it may or may not be
   */
  public Path adopt(String name) throws IOException {
    fs.mkdirs(own);
    Path target = new Path(own, name);
    for (FileStatus other : fs.listStatus(all)) {
      Path left =
          other.getPath().getName().equals(name)
              ? other.getPath()
              : new Path(other.getPath(), name);
      if (!left.equals(fs.makeQualified(target)) && !fs.exists(target) && fs.exists(left)) {
        AtomicFiles.rename(fs, left, target);
      }
    }
    return target;
  }

  /** Makes this holder's folder and deletes those of former ones, but not those of visitors. */
  public void open() throws IOException {
    fs.mkdirs(own);
    for (FileStatus other : fs.listStatus(all)) {
      String name = other.getPath().getName();
      if (!name.equals(own.getName()) && !isVisiting(name, Instant.now())) {
        fs.delete(other.getPath(), true);
      }
    }
  }

  private static boolean isVisiting(String name, Instant now) {
    if (!name.startsWith(VISITOR)) {
      return false;
    }
    String since = name.substring(VISITOR.length()).replaceFirst("-.*", "");
    return since.matches("\\d{1,15}")
        && Instant.ofEpochMilli(Long.parseLong(since)).plus(VISIT).isAfter(now);
  }

  /** A name for the next file. */
  public Path next() {
    return new Path(own, Long.toString(files.getAndIncrement()));
  }

  /** Deletes this holder's folder, and the one around it if nobody else uses it. */
  public void close() throws IOException {
    fs.delete(own, true);
    try {
      if (fs.listStatus(all).length == 0) {
        fs.delete(all, false);
      }
    } catch (FileNotFoundException e) {
      // Gone already.
    } catch (IOException e) {
      if (fs.exists(all) && fs.listStatus(all).length == 0) {
        throw e;
      }
    }
  }
}

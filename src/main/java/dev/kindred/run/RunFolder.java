package dev.kindred.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * The folder of one run on any Hadoop file system. Files appear complete or not at all: they are
 * written below {@code _tmp/<run id>/} and renamed; on object stores, where an upload becomes
 * visible when it is closed and a rename is a copy, they are written in place. Safe for use by
 * several threads. Errors are {@link KindredException}s with {@link Exit#FAILED} that name the
 * file.
 */
public final class RunFolder {
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs");

  /** Writes the content of one file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; the stream is closed by the caller. */
    void write(OutputStream out) throws IOException;
  }

  private final FileSystem fs;
  private final Path root;
  private final String id;

  /**
   * Names a folder without touching it.
   *
   * @param root the folder; without a scheme it is on Hadoop's default file system
   * @param id of the run; unfinished files go below {@code _tmp/<id>}
   * @param hadoop settings of the file systems
   */
  public RunFolder(String root, String id, Configuration hadoop) {
    this.id = id;
    try {
      Path path = new Path(root);
      this.fs = path.getFileSystem(hadoop);
      this.root = fs.makeQualified(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new KindredException(
          Exit.USAGE, "run.path " + root + " cannot be used: " + e.getMessage(), e);
    }
    if (fs instanceof LocalFileSystem local) {
      // No .crc files beside what people look at.
      local.setWriteChecksum(false);
    }
  }

  /** Id of the run. */
  public String id() {
    return id;
  }

  /** The folder itself. */
  public Path root() {
    return root;
  }

  /** A file or folder of the run, see {@link RunFiles}. */
  public Path path(String name) {
    return new Path(root, name);
  }

  /** File system of the folder. */
  public FileSystem fileSystem() {
    return fs;
  }

  /** Text of a file, if it exists. */
  public Optional<String> read(String name) {
    try (FSDataInputStream in = fs.open(path(name))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", name, e);
    }
  }

  /** Writes or replaces a file with a text. */
  public void write(String name, String text) {
    write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes or replaces a file; what was there stays as it is until the new one is complete. */
  public void write(String name, Content content) {
    Path target = path(name);
    if (OBJECT_STORES.contains(fs.getScheme())) {
      create(target, name, content);
      return;
    }
    Path aside = aside(name);
    create(aside, name, content);
    move(aside, name);
  }

  /**
   * A path below {@code _tmp/<run id>} where a folder can be built before it is published by {@link
   * #publish}; whatever an earlier attempt left there is deleted.
   */
  public Path stage(String name) {
    Path aside = aside(name);
    try {
      fs.delete(aside, true);
      fs.mkdirs(aside);
      return aside;
    } catch (IOException e) {
      throw failed("write", name, e);
    }
  }

  /** Renames what was built at {@link #stage} of the same name to its place; replaces a file. */
  public void publish(String name) {
    try {
      Path target = path(name);
      if (fs.exists(target) && fs.getFileStatus(target).isDirectory()) {
        fs.delete(target, true);
      }
    } catch (IOException e) {
      throw failed("write", name, e);
    }
    move(aside(name), name);
  }

  /** Whether a file or folder of the run exists. */
  public boolean exists(String name) {
    try {
      return fs.exists(path(name));
    } catch (IOException e) {
      throw failed("read", name, e);
    }
  }

  /** Deletes a file or folder, if it exists. */
  public void delete(String name) {
    try {
      fs.delete(path(name), true);
    } catch (IOException e) {
      throw failed("delete", name, e);
    }
  }

  private Path aside(String name) {
    return new Path(root, RunFiles.TEMPORARY + "/" + id + "/" + name);
  }

  private void create(Path file, String name, Content content) {
    try (OutputStream out = fs.create(file, true)) {
      content.write(out);
    } catch (IOException e) {
      throw failed("write", name, e);
    }
  }

  private void move(Path from, String name) {
    Path to = path(name);
    try {
      fs.mkdirs(to.getParent());
      try {
        FileContext.getFileContext(root.toUri(), fs.getConf())
            .rename(from, to, Options.Rename.OVERWRITE);
      } catch (UnsupportedFileSystemException e) {
        fs.delete(to, true);
        if (!fs.rename(from, to)) {
          throw new IOException("rename from " + from + " was refused", e);
        }
      }
    } catch (IOException e) {
      throw failed("write", name, e);
    }
  }

  private KindredException failed(String verb, String name, IOException e) {
    String reason =
        e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse("");
    return new KindredException(
        Exit.FAILED,
        "cannot "
            + verb
            + " "
            + path(name)
            + ": "
            + reason
            + "; check space and rights, then start the run again with the same --run-id",
        e);
  }
}

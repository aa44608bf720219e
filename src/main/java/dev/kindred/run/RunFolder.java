package dev.kindred.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of one run on any Hadoop file system. Files appear complete or not at all: they are
 * written below {@code _tmp/} and renamed; on object stores, where an upload becomes visible when
 * it is closed and a rename is a copy, they are written in place. Safe for use by several threads.
 * Errors are {@link KindredException}s with {@link Exit#FAILED} that name the file.
 */
public final class RunFolder {
  /** Writes the content of one file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; the stream is closed by the caller. */
    void write(OutputStream out) throws IOException;
  }

  private final Configuration hadoop;
  private final FileSystem fs;
  private final Path root;
  private final String id;
  private final Optional<Lease> lease;
  private final Scratch scratch;

  /**
   * Names a folder without touching it.
   *
   * @param root the folder; without a scheme it is on Hadoop's default file system
   * @param id of the run
   * @param hadoop settings of the file systems
   */
  public RunFolder(String root, String id, Configuration hadoop) {
    this.hadoop = hadoop;
    this.id = id;
    this.lease = Optional.empty();
    try {
      Path path = new Path(root);
      this.fs = path.getFileSystem(hadoop);
      this.root = fs.makeQualified(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new KindredException(
          Exit.USAGE, "run.path " + root + " cannot be used: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof ClassNotFoundException) {
        throw new KindredException(
            Exit.USAGE,
            "run.path %s is on a file system that this Spark does not know (%s); give it the jars, such as --packages org.apache.hadoop:hadoop-aws:3.3.4"
                .formatted(root, e.getCause().getMessage()),
            e);
      }
      throw e;
    }
    if (fs instanceof LocalFileSystem local) {
      // No .crc files beside what people look at.
      local.setWriteChecksum(false);
    }
    this.scratch = new Scratch(fs, this.root, id);
  }

  private RunFolder(RunFolder folder, Scratch scratch) {
    this.hadoop = folder.hadoop;
    this.fs = folder.fs;
    this.root = folder.root;
    this.id = folder.id;
    this.lease = Optional.empty();
    this.scratch = scratch;
  }

  private RunFolder(RunFolder folder, Lease lease) {
    this.hadoop = folder.hadoop;
    this.fs = folder.fs;
    this.root = folder.root;
    this.id = folder.id;
    this.lease = Optional.of(lease);
    this.scratch = new Scratch(fs, root, lease.token());
  }

  /**
   * The same folder in the hands of whoever holds a lease on it: each change is preceded by a
   * {@link Lease#check}. What former holders left unfinished is deleted, so that one of them which
   * was only stopped, and had just checked, has nothing to rename any more.
   */
  RunFolder under(Lease held) {
    RunFolder mine = new RunFolder(this, held);
    try {
      mine.scratch.open();
      return mine;
    } catch (IOException e) {
      held.check();
      throw mine.failed("write", RunFiles.TEMPORARY, e);
    }
  }

  /**
   * The same folder in the hands of somebody who holds no lease and adds files of his own: what he
   * has not finished lies apart from what others have not.
   */
  RunFolder visitedBy(String visitor) {
    return new RunFolder(this, new Scratch(fs, root, visitor));
  }

  /**
   * Settings of the file systems, as they were given. Those of {@link #fileSystem} may be others:
   * Hadoop keeps one file system for all who name it, with the settings of whoever was the first.
   */
  public Configuration hadoop() {
    return hadoop;
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
    check();
    try {
      if (!AtomicFiles.renames(fs)) {
        try (OutputStream out = fs.create(path(name), true)) {
          content.write(out);
        }
        return;
      }
      if (lease.isEmpty()) {
        fs.mkdirs(scratch.folder());
      }
      Path aside = scratch.next();
      try (OutputStream out = AtomicFiles.create(fs, aside)) {
        content.write(out);
      }
      check();
      fs.mkdirs(path(name).getParent());
      AtomicFiles.rename(fs, aside, path(name));
    } catch (IOException e) {
      check();
      throw failed("write", name, e);
    }
  }

  /**
   * A path where a folder can be built before it is published by {@link #publish}; whatever an
   * earlier attempt left there is deleted.
   */
  public Path stage(String name) {
    check();
    try {
      fs.delete(staged(name), true);
      fs.mkdirs(staged(name));
      return staged(name);
    } catch (IOException e) {
      throw failed("write", name, e);
    }
  }

  /** Renames what was built at {@link #stage} of the same name to its place; replaces a file. */
  public void publish(String name) {
    if (exists(name)) {
      delete(name);
    }
    check();
    try {
      fs.mkdirs(path(name).getParent());
      AtomicFiles.rename(fs, staged(name), path(name));
    } catch (IOException e) {
      check();
      throw failed("write", name, e);
    }
  }

  /** Where what is not to be kept can be built; it goes with the end of the work. */
  public Path passing(String name) {
    return new Path(scratch.folder(), name);
  }

  private Path staged(String name) {
    return new Path(scratch.folder(), "staged/" + name);
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
    check();
    try {
      if (lease.isEmpty() || !AtomicFiles.renames(fs)) {
        fs.delete(path(name), true);
      } else if (fs.exists(path(name))) {
        Path aside = scratch.next();
        AtomicFiles.rename(fs, path(name), aside);
        fs.delete(aside, true);
      }
    } catch (IOException e) {
      check();
      throw failed("delete", name, e);
    }
  }

  /** Deletes what was not finished. */
  void sweep() {
    try {
      scratch.close();
    } catch (IOException e) {
      throw failed("delete", RunFiles.TEMPORARY, e);
    }
  }

  private void check() {
    lease.ifPresent(Lease::check);
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

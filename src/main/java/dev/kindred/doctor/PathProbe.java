package dev.kindred.doctor;

import dev.kindred.run.AtomicFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * How a path is tried out, first on the driver, then on executors: what is read is opened, what is
 * written gets a small file that the others look for.
 *
 * @param need what is tried
 * @param place with its file system: what is read, or the folder in which a file is written
 * @param witness a file that the driver saw or wrote; empty where there is none
 * @param length of that file
 */
record PathProbe(PathNeed need, String place, String witness, long length) implements Serializable {
  /** Begins the names of files that are written; they are deleted again. */
  static final String NAME = ".kindred-doctor-";

  private static final int DEPTH = 3;

  /** What a process found of a path; {@code wrong} is empty where all is well. */
  record Seen(PathNeed need, String place, String wrong) implements Serializable {}

  /**
   * On the driver.
   *
   * @throws IOException that says what is wrong
   */
  static PathProbe onDriver(PathNeed need, Configuration hadoop) throws IOException {
    Path path = new Path(need.path());
    FileSystem fs = fileSystem(hadoop, path);
    Path full = fs.makeQualified(path);
    if (!need.written()) {
      FileStatus found = status(fs, full);
      FileStatus witness = found.isFile() ? found : firstFile(fs, full, DEPTH);
      if (witness == null) {
        return new PathProbe(need, full.toString(), "", 0);
      }
      readOne(fs, witness.getPath());
      return new PathProbe(need, full.toString(), witness.getPath().toString(), witness.getLen());
    }
    Path folder = need.use() == PathNeed.Use.FILL ? status(fs, full).getPath() : existing(fs, full);
    Path witness = new Path(folder, NAME + UUID.randomUUID());
    write(fs, witness);
    readOne(fs, witness);
    return new PathProbe(need, folder.toString(), witness.toString(), 1);
  }

  /** In a task: empty, or what is wrong. */
  Seen onExecutor(Configuration hadoop) {
    try {
      Path there = new Path(place);
      FileSystem fs = fileSystem(hadoop, there);
      status(fs, there);
      if (!witness.isEmpty()) {
        Path file = new Path(witness);
        FileStatus found = status(fs, file);
        if (found.getLen() != length) {
          return new Seen(need, place, "%s is another file than the driver's".formatted(file));
        }
        readOne(fs, file);
      }
      if (need.written()) {
        Path own = new Path(there, NAME + UUID.randomUUID());
        write(fs, own);
        fs.delete(own, false);
      }
      return new Seen(need, place, "");
    } catch (IOException | RuntimeException e) {
      return new Seen(need, place, line(e));
    }
  }

  /** Deletes what the driver wrote. */
  void end(Configuration hadoop) {
    if (need.written() && !witness.isEmpty()) {
      try {
        Path file = new Path(witness);
        fileSystem(hadoop, file).delete(file, false);
      } catch (IOException e) {
        // A file of one byte stays, with a name that says whose it is.
      }
    }
  }

  static String line(Exception e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return e instanceof IOException || e instanceof TimeoutException
        ? message
        : e.getClass().getSimpleName() + ": " + message;
  }

  private static FileSystem fileSystem(Configuration hadoop, Path path) throws IOException {
    FileSystem fs = path.getFileSystem(hadoop);
    // Without files of checksums beside what is written.
    return fs instanceof LocalFileSystem local ? local.getRaw() : fs;
  }

  private static FileStatus status(FileSystem fs, Path path) throws IOException {
    try {
      return fs.getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new IOException(path + " is not there", e);
    }
  }

  /** A file in a folder, not too deep: what is large is not searched. */
  private static FileStatus firstFile(FileSystem fs, Path folder, int depth) throws IOException {
    RemoteIterator<FileStatus> entries = fs.listStatusIterator(folder);
    FileStatus inner = null;
    while (entries.hasNext()) {
      FileStatus entry = entries.next();
      if (entry.isFile()) {
        return entry;
      }
      if (inner == null) {
        inner = entry;
      } else if (depth > 0) {
        break;
      }
    }
    return inner == null || depth == 0 ? null : firstFile(fs, inner.getPath(), depth - 1);
  }

  private static void readOne(FileSystem fs, Path file) throws IOException {
    try (InputStream in = fs.open(file)) {
      in.read();
    }
  }

  private static void write(FileSystem fs, Path file) throws IOException {
    try (OutputStream out = AtomicFiles.create(fs, file)) {
      out.write(0);
    }
  }

  /** What is there of a folder that is yet to be made. */
  private static Path existing(FileSystem fs, Path folder) throws IOException {
    if (!AtomicFiles.renames(fs)) {
      // Object stores have no folders.
      return folder;
    }
    for (Path p = folder; p != null; p = p.getParent()) {
      try {
        if (fs.getFileStatus(p).isFile()) {
          throw new IOException(p + " is a file, not a folder");
        }
        return p;
      } catch (FileNotFoundException e) {
        // Made when it is needed.
      }
    }
    throw new IOException(folder + " is on no file system");
  }
}

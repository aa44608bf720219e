package dev.kindred.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Creating and renaming as each file system does it in one step. Hadoop's own rename on a local
 * disk deletes the target first.
 */
public final class AtomicFiles {
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs");

  private static final int BUFFER = 1 << 16;

  private AtomicFiles() {}

  /** Whether files lie on a local or mounted disk. */
  public static boolean isLocal(FileSystem fs) {
    return "file".equals(fs.getUri().getScheme());
  }

  /** Whether a rename is one step; on object stores it is a copy, and a write is one step. */
  public static boolean renames(FileSystem fs) {
    return !OBJECT_STORES.contains(fs.getUri().getScheme());
  }

  /** The path on a local disk. */
  public static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  /**
   * Creates or replaces a file in a folder that has to exist: who lost its folder to another
   * process does not make it anew.
   *
   * @throws FileNotFoundException when there is no such folder
   */
  public static OutputStream create(FileSystem fs, Path file) throws IOException {
    if (!renames(fs)) {
      return fs.create(file, true);
    }
    if (!isLocal(fs)) {
      return fs.createNonRecursive(
          file, true, BUFFER, fs.getDefaultReplication(file), fs.getDefaultBlockSize(file), null);
    }
    try {
      return Files.newOutputStream(local(file));
    } catch (NoSuchFileException e) {
      throw missing(e);
    }
  }

  /**
   * Renames a file or folder; a file in its place is replaced, and always there for readers.
   *
   * @throws FileNotFoundException when the file or the target's folder does not exist
   */
  public static void rename(FileSystem fs, Path from, Path to) throws IOException {
    if (isLocal(fs)) {
      try {
        Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        throw missing(e);
      }
      return;
    }
    if (renames(fs)) {
      try {
        FileContext.getFileContext(fs.getUri(), fs.getConf())
            .rename(from, to, Options.Rename.OVERWRITE);
        return;
      } catch (UnsupportedFileSystemException e) {
        // One that only the older interface knows.
      }
    }
    fs.delete(to, true);
    if (!fs.rename(from, to)) {
      throw new IOException("rename from " + from + " to " + to + " was refused");
    }
  }

  private static FileNotFoundException missing(NoSuchFileException e) {
    FileNotFoundException missing = new FileNotFoundException(e.getFile() + " does not exist");
    missing.initCause(e);
    return missing;
  }
}

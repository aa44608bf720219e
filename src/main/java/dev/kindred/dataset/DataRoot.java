package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A data folder on any Hadoop file system, and the small files in it that say what there is. */
public final class DataRoot {
  private final FileSystem fs;
  private final Path root;

  private DataRoot(FileSystem fs, Path root) {
    this.fs = fs;
    this.root = root;
  }

  /**
   * An existing folder.
   *
   * @throws KindredException when there is none
   */
  public static DataRoot open(Configuration conf, String uri) {
    Path path = new Path(uri);
    try {
      FileSystem fs = path.getFileSystem(conf);
      Path qualified = fs.makeQualified(path);
      if (!fs.getFileStatus(qualified).isDirectory()) {
        throw new KindredException(
            Exit.BAD_DATA,
            "data folder %s is a file; name the folder that holds it".formatted(uri));
      }
      return new DataRoot(fs, qualified);
    } catch (FileNotFoundException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "data folder %s does not exist; check the path (data.path)".formatted(uri),
          e);
    } catch (IOException e) {
      throw new KindredException(
          Exit.BAD_DATA, "data folder %s cannot be read: %s".formatted(uri, e.getMessage()), e);
    }
  }

  /** Fully qualified. */
  public Path path() {
    return root;
  }

  /** Of the folder. */
  public FileSystem fileSystem() {
    return fs;
  }

  /** Whether there is a file of this relative path. */
  public boolean isFile(String relative) {
    FileStatus status = status(relative);
    return status != null && status.isFile();
  }

  /** Whether there is a folder of this relative path. */
  public boolean isFolder(String relative) {
    FileStatus status = status(relative);
    return status != null && status.isDirectory();
  }

  private FileStatus status(String relative) {
    try {
      return fs.getFileStatus(SafePath.resolve(root, relative));
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Children of a folder ({@code ""}: of the root) by name; hidden ones are left out. */
  public List<FileStatus> children(String relative) {
    try {
      Path folder = relative.isEmpty() ? root : SafePath.resolve(root, relative);
      FileStatus[] all = fs.listStatus(folder);
      return Arrays.stream(all)
          .filter(s -> !s.getPath().getName().startsWith("."))
          .filter(s -> !s.getPath().getName().startsWith("_"))
          .sorted(Comparator.comparing((FileStatus s) -> s.getPath().getName()))
          .toList();
    } catch (IOException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "folder %s/%s cannot be listed: %s".formatted(root, relative, e.getMessage()),
          e);
    }
  }

  /** Lines of a UTF-8 file without their ends and without a byte order mark. */
  public List<String> lines(String relative) {
    List<String> lines = new ArrayList<>();
    try (InputStream in = fs.open(SafePath.resolve(root, relative));
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 1 << 16)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(lines.isEmpty() && line.startsWith("\ufeff") ? line.substring(1) : line);
      }
      return lines;
    } catch (CharacterCodingException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s is not UTF-8 after line %d; save it as UTF-8".formatted(relative, lines.size()),
          e);
    } catch (IOException e) {
      throw new KindredException(
          Exit.BAD_DATA, "%s/%s cannot be read: %s".formatted(root, relative, e.getMessage()), e);
    }
  }

  /** All bytes of a small file, such as Cars-196's annotations. */
  public byte[] bytes(String relative) {
    try (InputStream in = fs.open(SafePath.resolve(root, relative))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new KindredException(
          Exit.BAD_DATA, "%s/%s cannot be read: %s".formatted(root, relative, e.getMessage()), e);
    }
  }
}

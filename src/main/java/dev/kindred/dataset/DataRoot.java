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
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A data folder on any Hadoop file system, and the small files in it that say what there is. */
public final class DataRoot {
  private static final int MAX_BASES = 8;

  private final FileSystem fs;
  private final Path root;
  private final String named;

  private DataRoot(FileSystem fs, Path root, String named) {
    this.fs = fs;
    this.root = root;
    this.named = named;
  }

  /**
   * An existing folder, or the folder of an existing file.
   *
   * @throws KindredException when there is none
   */
  public static DataRoot open(Configuration conf, String uri) {
    Path path = new Path(uri);
    try {
      FileSystem fs = path.getFileSystem(conf);
      Path qualified = fs.makeQualified(path);
      return fs.getFileStatus(qualified).isDirectory()
          ? new DataRoot(fs, qualified, null)
          : new DataRoot(fs, qualified.getParent(), qualified.getName());
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

  /** Name of the file that was asked for, if it was not a folder. */
  public Optional<String> named() {
    return Optional.ofNullable(named);
  }

  /**
   * Where an archive's files may lie: in the folder itself ({@code ""}) or in one of its few child
   * folders ({@code "name/"}), as when an archive brings a folder of its own.
   */
  List<String> bases() {
    List<String> bases = new ArrayList<>(List.of(""));
    List<FileStatus> folders = children("").stream().filter(FileStatus::isDirectory).toList();
    if (folders.size() <= MAX_BASES) {
      folders.forEach(f -> bases.add(f.getPath().getName() + "/"));
    }
    return bases;
  }

  /** The first base with all these files. */
  Optional<String> base(String... files) {
    return bases().stream()
        .filter(base -> Arrays.stream(files).allMatch(f -> isFile(base + f)))
        .findFirst();
  }

  /** As {@link #base}, nothing found being a mistake. */
  String requireBase(String format, String... files) {
    return base(files)
        .orElseThrow(
            () ->
                new KindredException(
                    Exit.BAD_DATA,
                    "no %s in %s; data.format = %s needs it: check data.path or unpack the archive"
                        .formatted(String.join(" and ", files), root, format)));
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

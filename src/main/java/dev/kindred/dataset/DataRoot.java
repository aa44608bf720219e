package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Places;
import dev.kindred.run.Progress;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A data folder on any Hadoop file system, and the small files in it that say what there is. */
public final class DataRoot {
  private static final int MAX_BASES = 8;

  /** File systems with real folders; the others are object stores. */
  private static final Set<String> TREES =
      Set.of("file", "hdfs", "viewfs", "webhdfs", "swebhdfs", "har");

  private final Configuration conf;
  private final FileSystem fs;
  private final Path root;
  private final String named;
  private final FolderLister lister;
  private final Progress.Display display;

  /** Layouts ask the same again and again. */
  private final Map<String, List<Child>> known = new HashMap<>();

  private FileTree tree;

  private DataRoot(
      Configuration conf, FileSystem fs, Path root, String named, Progress.Display display) {
    this.conf = conf;
    this.fs = fs;
    this.root = root;
    this.named = named;
    this.lister = FolderLister.of(fs);
    this.display = display;
  }

  /**
   * An existing folder, or the folder of an existing file.
   *
   * @throws KindredException when there is none
   */
  public static DataRoot open(Configuration conf, String uri) {
    return open(conf, uri, null);
  }

  /**
   * As above.
   *
   * @param display where a long listing is shown; null for nowhere
   */
  public static DataRoot open(Configuration conf, String uri, Progress.Display display) {
    Path path = new Path(uri);
    try {
      FileSystem fs = path.getFileSystem(conf);
      Path qualified = fs.makeQualified(path);
      Child found = FolderLister.of(fs).look(qualified);
      if (found.kind() == Child.Kind.SPECIAL) {
        throw special(uri);
      }
      return found.isFolder()
          ? new DataRoot(conf, fs, qualified, null, display)
          : new DataRoot(conf, fs, qualified.getParent(), qualified.getName(), display);
    } catch (FileNotFoundException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "data folder %s does not exist%s; check the path (data.path)"
              .formatted(uri, Places.lookedFor(path, conf)),
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
   * Where an archive's files may lie: in the folder itself ({@code ""}), in one of its few child
   * folders ({@code "name/"}) or in those of its only one ({@code "name/name/"}), as when an
   * archive brings folders of its own.
   */
  List<String> bases() {
    List<String> bases = new ArrayList<>(List.of(""));
    List<String> first = few("");
    first.forEach(f -> bases.add(f + "/"));
    if (first.size() == 1) {
      few(first.get(0)).forEach(f -> bases.add(first.get(0) + "/" + f + "/"));
    }
    return bases;
  }

  private List<String> few(String relative) {
    List<String> folders =
        children(relative).stream().filter(Child::isFolder).map(Child::name).toList();
    return folders.size() <= MAX_BASES ? folders : List.of();
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

  /** Settings of file systems; a list may name images on others than {@link #fileSystem}. */
  Configuration conf() {
    return conf;
  }

  /** Of the folder. */
  public FileSystem fileSystem() {
    return fs;
  }

  FolderLister lister() {
    return lister;
  }

  /** Whether there is a file of this relative path. */
  public boolean isFile(String relative) {
    return look(relative).filter(Child::isFile).isPresent();
  }

  /** Whether there is a folder of this relative path. */
  public boolean isFolder(String relative) {
    return look(relative).filter(Child::isFolder).isPresent();
  }

  private Optional<Child> look(String relative) {
    try {
      return Optional.of(lister.look(SafePath.resolve(root, relative)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(relative, e);
    }
  }

  /** Children of a folder ({@code ""}: of the root) by name, without litter and hidden ones. */
  List<Child> children(String relative) {
    if (tree != null) {
      return tree.folders().getOrDefault(relative, List.of());
    }
    return known.computeIfAbsent(relative, this::listed);
  }

  private List<Child> listed(String relative) {
    try {
      Path folder = relative.isEmpty() ? root : SafePath.resolve(root, relative);
      return lister.children(folder).stream()
          .filter(c -> !Litter.is(c.name()) && !Litter.isHidden(c.name()))
          .toList();
    } catch (IOException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "folder %s/%s cannot be listed: %s".formatted(root, relative, e.getMessage()),
          e);
    }
  }

  /** Everything below the folder, listed once. */
  FileTree tree() {
    if (tree == null) {
      try (Listed listed = new Listed(display, "listing " + root)) {
        tree =
            TREES.contains(fs.getUri().getScheme())
                ? TreeWalk.of(lister, root, listed::found)
                : FlatListing.of(fs, root, listed::found);
      } catch (IOException e) {
        throw new KindredException(
            Exit.BAD_DATA, "folder %s cannot be listed: %s".formatted(root, e.getMessage()), e);
      }
    }
    return tree;
  }

  /** What is known of these files without opening them; those that do not exist are left out. */
  public List<DataFile> files(List<String> paths) {
    try (Listed listed = new Listed(display, "looking for images in " + root)) {
      return FileLookup.of(this, paths, listed::found);
    }
  }

  /** Lines of a UTF-8 file without their ends and without a byte order mark. */
  public List<String> lines(String relative) {
    return TextFile.lines(this, relative);
  }

  /** All bytes of a small file, such as Cars-196's annotations. */
  public byte[] bytes(String relative) {
    try (InputStream in = open(relative, TextFile.MAX_BYTES)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(relative, e);
    }
  }

  /** A regular file of bounded length: a FIFO would be waited for without end. */
  InputStream open(String relative, long maxBytes) throws IOException {
    Path path = SafePath.resolve(root, relative);
    Child found = lister.look(path);
    if (found.kind() == Child.Kind.SPECIAL) {
      throw special(path.toString());
    }
    if (found.bytes() > maxBytes) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s has %,d bytes, more than the %,d that a list may have; cut it into several data sets"
              .formatted(path, found.bytes(), maxBytes));
    }
    return fs.open(path);
  }

  private static KindredException special(String path) {
    return new KindredException(
        Exit.BAD_DATA,
        "%s is a FIFO, a socket or a device; name a folder or a regular file".formatted(path));
  }

  KindredException unreadable(String relative, IOException e) {
    return new KindredException(
        Exit.BAD_DATA, "%s/%s cannot be read: %s".formatted(root, relative, e.getMessage()), e);
  }
}

package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Folders of a local disk. Hadoop's own listing starts a process for each file to learn whose it
 * is, and leaves out in silence what the JVM cannot name.
 */
record LocalFolders() implements FolderLister {
  private static final int THREADS = 4;

  @Override
  public List<Child> children(org.apache.hadoop.fs.Path folder) throws IOException {
    Path local = local(folder);
    List<Child> children = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(local)) {
      for (Path entry : entries) {
        String name = nameOf(entry, local);
        Child child = child(entry, name);
        if (child != null) {
          children.add(child);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NotDirectoryException | NoSuchFileException e) {
      throw notFound(e);
    }
    children.sort(Comparator.comparing(Child::name));
    return children;
  }

  @Override
  public Child look(org.apache.hadoop.fs.Path path) throws IOException {
    Path local = local(path);
    Child child = child(local, path.getName());
    if (child == null) {
      throw new FileNotFoundException(path.toString());
    }
    return child;
  }

  @Override
  public String real(org.apache.hadoop.fs.Path folder) throws IOException {
    try {
      return local(folder).toRealPath().toString();
    } catch (NoSuchFileException e) {
      throw notFound(e);
    }
  }

  @Override
  public int threads() {
    return THREADS;
  }

  /** Null when it is gone since the folder was listed. */
  private static Child child(Path entry, String name) throws IOException {
    try {
      BasicFileAttributes own =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return own.isSymbolicLink() ? followed(entry, name, own) : child(name, own, false);
    } catch (NoSuchFileException e) {
      return null;
    } catch (FileSystemException e) {
      if (isNoPath(e)) {
        return null;
      }
      throw e;
    }
  }

  /** Below something that is no folder, or longer than any name can be. */
  private static boolean isNoPath(FileSystemException e) {
    String reason = String.valueOf(e.getReason());
    return reason.contains("Not a directory") || reason.contains("name too long");
  }

  private static Child followed(Path entry, String name, BasicFileAttributes own)
      throws IOException {
    try {
      return child(name, Files.readAttributes(entry, BasicFileAttributes.class), true);
    } catch (NoSuchFileException e) {
      return new Child(name, Child.Kind.FILE, -1, own.lastModifiedTime().toMillis(), true);
    } catch (FileSystemException e) {
      // ELOOP: a link that leads to itself.
      if (String.valueOf(e.getReason()).contains("symbolic links")) {
        return new Child(name, Child.Kind.FILE, -1, own.lastModifiedTime().toMillis(), true);
      }
      throw e;
    }
  }

  private static Child child(String name, BasicFileAttributes a, boolean link) {
    Child.Kind kind =
        a.isDirectory()
            ? Child.Kind.FOLDER
            : a.isRegularFile() ? Child.Kind.FILE : Child.Kind.SPECIAL;
    return new Child(name, kind, a.size(), a.lastModifiedTime().toMillis(), link);
  }

  /** The name must lead back to the file: on executors it is all that is known of it. */
  private static String nameOf(Path entry, Path folder) {
    String name = entry.getFileName().toString();
    boolean same;
    try {
      same = FileSystems.getDefault().getPath(name).equals(entry.getFileName());
    } catch (InvalidPathException e) {
      same = false;
    }
    if (!same) {
      throw new KindredException(
          Exit.BAD_DATA,
          ("folder %s has a name that this JVM cannot read ('%s', file names are taken for %s);"
                  + " start it in a UTF-8 locale (LC_ALL=C.UTF-8), or rename what is not UTF-8,"
                  + " such as with convmv")
              .formatted(folder, name, charset()));
    }
    return name;
  }

  /** A path of the local disk. */
  static Path local(org.apache.hadoop.fs.Path path) {
    try {
      return Path.of(path.toUri().getPath());
    } catch (InvalidPathException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "this JVM cannot name the file '%s' (file names are taken for %s); start it in a UTF-8 locale (LC_ALL=C.UTF-8)"
              .formatted(path.toUri().getPath().replaceAll("\\p{Cntrl}", "?"), charset()),
          e);
    }
  }

  private static String charset() {
    return System.getProperty("sun.jnu.encoding");
  }

  private static FileNotFoundException notFound(FileSystemException e) {
    FileNotFoundException found = new FileNotFoundException(e.getMessage());
    found.initCause(e);
    return found;
  }
}

package dev.kindred.run;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** On a local or mounted disk, past Hadoop: its local file system looks first and then creates. */
final class LocalLeaseFiles implements LeaseFiles {
  private static final int ATTEMPTS = 10;

  private final Path folder;

  LocalLeaseFiles(Path folder) {
    this.folder = folder;
  }

  @Override
  public NavigableSet<Long> epochs() throws IOException {
    NavigableSet<Long> epochs = new TreeSet<>();
    if (Files.isRegularFile(folder)) {
      epochs.add(FORMER);
      return epochs;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(f -> f.getFileName().toString())
          .filter(LeaseFiles::isEpoch)
          .map(Long::valueOf)
          .forEach(epochs::add);
    } catch (NoSuchFileException e) {
      return epochs;
    }
    return epochs;
  }

  @Override
  public boolean create(long epoch, String content) throws IOException {
    if (Files.isRegularFile(folder)) {
      Files.deleteIfExists(folder);
    }
    for (int attempt = 0; ; attempt++) {
      try {
        Files.createDirectories(folder);
      } catch (FileAlreadyExistsException e) {
        // Deleted by a former holder between two of its looks; a file stays in the way.
        if (attempt == ATTEMPTS || Files.isRegularFile(folder)) {
          throw e;
        }
        continue;
      }
      try {
        Files.writeString(file(epoch), content, StandardOpenOption.CREATE_NEW);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (NoSuchFileException e) {
        // A former holder has just deleted its empty folder.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public Optional<Sight> look(long epoch) throws IOException {
    try {
      // Opened before its time is asked for: NFS looks afresh at what it opens.
      String content = Files.readString(file(epoch));
      return Optional.of(new Sight(content, Files.getLastModifiedTime(file(epoch)).toMillis()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean renew(long epoch, String content, long time) throws IOException {
    try {
      Files.setLastModifiedTime(file(epoch), FileTime.fromMillis(time));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void delete(long epoch) throws IOException {
    if (epoch != FORMER || Files.isRegularFile(folder)) {
      Files.deleteIfExists(file(epoch));
    }
  }

  @Override
  public void clear() throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else's by now.
    }
  }

  private Path file(long epoch) {
    return epoch == FORMER ? folder : folder.resolve(Long.toString(epoch));
  }
}

package dev.kindred.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;

/**
 * On HDFS, where one name is created by one process, and on object stores, where two processes that
 * start in the same instant may both believe that they did: the one that wrote last is found by
 * both at their next check.
 */
final class HadoopLeaseFiles implements LeaseFiles {
  private final FileSystem fs;
  private final Path folder;

  HadoopLeaseFiles(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  @Override
  public NavigableSet<Long> epochs() throws IOException {
    NavigableSet<Long> epochs = new TreeSet<>();
    try {
      for (FileStatus status : fs.listStatus(folder)) {
        if (status.getPath().equals(folder) && status.isFile()) {
          epochs.add(FORMER);
        } else if (LeaseFiles.isEpoch(status.getPath().getName())) {
          epochs.add(Long.valueOf(status.getPath().getName()));
        }
      }
    } catch (FileNotFoundException e) {
      return epochs;
    }
    return epochs;
  }

  @Override
  public boolean create(long epoch, String content) throws IOException {
    delete(FORMER);
    try (OutputStream out = fs.create(file(epoch), false)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public Optional<Sight> look(long epoch) throws IOException {
    try (FSDataInputStream in = fs.open(file(epoch))) {
      String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(new Sight(content, fs.getFileStatus(file(epoch)).getModificationTime()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean renew(long epoch, String content, long time) throws IOException {
    if (AtomicFiles.renames(fs)) {
      try {
        fs.setTimes(file(epoch), time, -1);
        return true;
      } catch (FileNotFoundException e) {
        return false;
      }
    }
    // Object stores set a time only by writing.
    if (!fs.exists(file(epoch))) {
      return false;
    }
    try (OutputStream out = fs.create(file(epoch), true)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
      return true;
    }
  }

  @Override
  public void delete(long epoch) throws IOException {
    if (epoch != FORMER) {
      fs.delete(file(epoch), false);
      return;
    }
    try {
      if (fs.getFileStatus(folder).isFile()) {
        fs.delete(folder, false);
      }
    } catch (FileNotFoundException e) {
      // There never was one.
    }
  }

  @Override
  public void clear() throws IOException {
    try {
      fs.delete(folder, false);
    } catch (PathIsNotEmptyDirectoryException e) {
      // Somebody else's by now.
    }
  }

  private Path file(long epoch) {
    return epoch == FORMER ? folder : new Path(folder, Long.toString(epoch));
  }
}

package dev.kindred.store;

import dev.kindred.run.AtomicFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;

/**
 * What an executor looks for. Inside tasks.
 *
 * @param places to be read
 * @param writable existing folder that each task tries to write into, or empty
 */
record FolderProbe(List<Place> places, String writable) implements Serializable {
  /** Length of what is not a file. */
  static final long FOLDER = -1;

  private static final long MOMENT_MS = 150;

  /**
   * A file or folder that the driver sees.
   *
   * @param what it is, for people
   * @param path fully qualified
   * @param bytes length of a file, or {@link #FOLDER}
   */
  record Place(String what, String path, long bytes) implements Serializable {}

  FolderProbe {
    places = List.copyOf(places);
  }

  /** Empty, or what is wrong. */
  String look(Configuration conf, int task) throws IOException, InterruptedException {
    // Long enough that no executor answers for another one.
    Thread.sleep(MOMENT_MS);
    for (Place place : places) {
      String wrong = wrong(conf, place);
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    return writable.isEmpty() ? "" : write(conf, writable, task);
  }

  private static String wrong(Configuration conf, Place place) throws IOException {
    Path path = new Path(place.path());
    try {
      FileStatus status = StoreFiles.fileSystem(conf, path).getFileStatus(path);
      long bytes = status.isFile() ? status.getLen() : FOLDER;
      return bytes == place.bytes()
          ? ""
          : "%s finds another %s at %s than the driver".formatted(me(), place.what(), path);
    } catch (FileNotFoundException e) {
      return "%s does not see %s at %s".formatted(me(), place.what(), path);
    } catch (IOException e) {
      return "%s cannot read %s at %s (%s)".formatted(me(), place.what(), path, line(e));
    }
  }

  private static String write(Configuration conf, String folder, int task) throws IOException {
    Path file = new Path(folder, "probe-" + task + "-" + System.nanoTime());
    try {
      FileSystem fs = StoreFiles.fileSystem(conf, file);
      try (OutputStream out = AtomicFiles.create(fs, file)) {
        out.write(0);
      }
      fs.delete(file, false);
      return "";
    } catch (FileNotFoundException e) {
      return "%s does not see the store at %s".formatted(me(), folder);
    } catch (IOException e) {
      return "%s cannot write to the store at %s (%s)".formatted(me(), folder, line(e));
    }
  }

  private static String line(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static String me() throws IOException {
    return "executor %s on %s"
        .formatted(SparkEnv.get().executorId(), InetAddress.getLocalHost().getHostName());
  }
}

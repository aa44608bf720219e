package dev.kindred.doctor;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkEnv;

/**
 * A folder on a process's own disk.
 *
 * @param folder on the local disk
 * @param free bytes
 * @param wrong why nothing can be written there, or empty
 */
public record Disk(String folder, long free, String wrong) implements Serializable {
  /** All that a process answers. */
  record All(List<Disk> disks) implements Serializable {
    All {
      disks = List.copyOf(disks);
    }
  }

  /** Temporary files of this process, and inside of an executor Spark's own folders. */
  static All here() {
    List<Disk> all = new ArrayList<>();
    all.add(of(new File(System.getProperty("java.io.tmpdir"))));
    SparkEnv env = SparkEnv.get();
    if (env != null) {
      Arrays.stream(env.blockManager().diskBlockManager().localDirs())
          .map(Disk::of)
          .forEach(all::add);
    }
    return new All(all);
  }

  static Disk of(File folder) {
    try {
      Path probe = Files.createTempFile(folder.toPath(), PathProbe.NAME, "");
      Files.writeString(probe, "x");
      Files.delete(probe);
      return new Disk(folder.getPath(), folder.getUsableSpace(), "");
    } catch (IOException e) {
      return new Disk(folder.getPath(), 0, e.toString());
    }
  }
}

package dev.kindred.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Whether there is room for what a run writes. */
final class DiskCheck {
  private static final String CHECK = "disk";
  private static final long MIB = 1L << 20;

  /** Spark's shuffles and broadcasts, unpacked libraries. */
  private static final long LEAST = 256 * MIB;

  private static final long BETTER = 2048 * MIB;
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private DiskCheck() {}

  static List<Finding> ofDriver(Disk.All disks) {
    return disks.disks().stream().map(d -> local(Finding.DRIVER, d)).toList();
  }

  static List<Finding> ofExecutors(List<Asked<Disk.All>> all) {
    List<Finding> findings = new ArrayList<>();
    List<Asked<Disk.All>> right = new ArrayList<>();
    for (Asked<Disk.All> asked : all) {
      List<Finding> wrong =
          asked.answer().disks().stream()
              .map(d -> local(asked.process().toString(), d))
              .filter(f -> f.status() != Status.OK)
              .toList();
      findings.addAll(wrong);
      if (wrong.isEmpty()) {
        right.add(asked);
      }
    }
    if (!right.isEmpty()) {
      long least =
          right.stream()
              .flatMap(a -> a.answer().disks().stream())
              .mapToLong(Disk::free)
              .min()
              .orElse(0);
      findings.add(
          Finding.ok(
              CHECK,
              Merged.where(right.stream().map(Asked::process).toList()),
              "%s free at least in Spark's local folders".formatted(size(least))));
    }
    return findings;
  }

  private static Finding local(String where, Disk d) {
    String remedy = "name another folder by spark.local.dir or TMPDIR, or free space";
    if (!d.wrong().isEmpty()) {
      return Finding.failed(CHECK, where, d.folder() + " cannot be written: " + d.wrong(), remedy);
    }
    String found = "%s free in %s".formatted(size(d.free()), d.folder());
    if (d.free() < LEAST) {
      return Finding.failed(
          CHECK, where, found + ", at least %s are needed".formatted(size(LEAST)), remedy);
    }
    return d.free() < BETTER
        ? Finding.warning(CHECK, where, found, "less of the store is kept there; " + remedy)
        : Finding.ok(CHECK, where, found);
  }

  /**
   * The file system of a folder that a run fills.
   *
   * @param probe where something was written
   * @param needed bytes that a run writes there
   * @param what that is
   */
  static Finding ofFolder(PathProbe probe, Configuration hadoop, long needed, String what) {
    try {
      Path folder = new Path(probe.place());
      Room room = Limited.within(PATIENCE, () -> Room.of(folder.getFileSystem(hadoop), folder));
      String found =
          "%s free at %s; %s take about %s%s"
              .formatted(
                  size(room.free),
                  folder,
                  what,
                  size(needed),
                  room.copies > 1 ? ", %d times".formatted(room.copies) : "");
      return room.free < room.copies * needed + LEAST
          ? Finding.failed(
              CHECK,
              Finding.DRIVER,
              found,
              "free space, or name another %s".formatted(probe.need().key()))
          : Finding.ok(CHECK, Finding.DRIVER, found);
    } catch (Exception e) {
      return Finding.skipped(CHECK, Finding.DRIVER, "not known: " + PathProbe.line(e));
    }
  }

  /** HDFS counts free bytes of its disks, on which each file lies several times. */
  private record Room(long free, int copies) {
    static Room of(FileSystem files, Path folder) throws IOException {
      return new Room(
          files.getStatus(folder).getRemaining(), Math.max(1, files.getDefaultReplication(folder)));
    }
  }

  static String size(long bytes) {
    return bytes >= 1024 * MIB
        ? String.format(Locale.ROOT, "%.1f GiB", bytes / (1024.0 * MIB))
        : String.format(Locale.ROOT, "%d MiB", bytes / MIB);
  }
}

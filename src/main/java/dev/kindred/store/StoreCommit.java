package dev.kindred.store;

import dev.kindred.dataset.DataRoot;
import dev.kindred.dataset.ImageRef;
import dev.kindred.dataset.Manifest;
import dev.kindred.dataset.PassedOver;
import dev.kindred.dataset.Reading;
import dev.kindred.dataset.Split;
import dev.kindred.image.Broken;
import dev.kindred.run.AtomicFiles;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Lease;
import dev.kindred.run.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** From finished shards to a store: index, lists, manifest, and the former store removed. */
final class StoreCommit {
  private final FileSystem fs;
  private final Path store;
  private final PrepareSettings settings;
  private final Lease lease;
  private final Scratch scratch;

  StoreCommit(FileSystem fs, Path store, PrepareSettings settings, Lease lease, Scratch scratch) {
    this.fs = fs;
    this.store = store;
    this.settings = settings;
    this.lease = lease;
    this.scratch = scratch;
  }

  void run(
      Reading reading, DataRoot root, String fingerprint, String folder, List<ShardSummary> shards)
      throws IOException {
    Manifest manifest = reading.manifest();
    List<String> warnings = new ArrayList<>(reading.warnings());
    StoreIndex index = index(manifest, shards, warnings);
    PassedOverFile.warn(reading, shards, index, warnings);
    byte[] bytes = index.toBytes();
    List<BrokenImage> left = shards.stream().flatMap(s -> s.broken().stream()).toList();
    List<DamagedImage> damaged = shards.stream().flatMap(s -> s.damaged().stream()).toList();
    warn(damaged, warnings);
    List<PassedOver> passedOver = PassedOverFile.all(reading, left);
    Map<String, byte[]> lists =
        Map.of(
            StoreFiles.IMAGES, StoreFiles.bytes(imageLines(manifest, index)),
            StoreFiles.BROKEN, StoreFiles.bytes(brokenLines(left)),
            StoreFiles.DAMAGED, StoreFiles.bytes(damagedLines(damaged)),
            StoreFiles.PASSED_OVER, StoreFiles.bytes(PassedOverFile.lines(passedOver)));
    Path tmp = new Path(scratch.folder(), folder);
    StoreFiles.write(fs, new Path(tmp, StoreFiles.INDEX), bytes);
    for (Map.Entry<String, byte[]> list : lists.entrySet()) {
      StoreFiles.write(fs, new Path(tmp, list.getKey()), list.getValue());
    }
    Path target = new Path(store, folder);
    setAside(target);
    lease.check();
    AtomicFiles.rename(fs, tmp, target);
    StoreManifest made =
        new StoreManifest(
            fingerprint,
            manifest.name(),
            withoutPassword(root.path()).toString(),
            folder,
            settings.shortSide(),
            manifest.classNames(),
            shards.stream()
                .map(s -> new StoreManifest.Shard(shardName(s), s.bytes(), s.sha256()))
                .toList(),
            StoreFiles.sha256(bytes),
            lists.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> StoreFiles.sha256(e.getValue()))),
            counts(index, shards, passedOver),
            warnings);
    Path part = scratch.next();
    StoreFiles.write(fs, part, ManifestJson.write(made));
    lease.check();
    AtomicFiles.rename(fs, part, new Path(store, StoreFiles.MANIFEST));
    removeOthers(folder);
  }

  /** The store outlives the login, and may be read by others. */
  private static Path withoutPassword(Path path) {
    String authority = path.toUri().getAuthority();
    return authority == null || !authority.contains("@")
        ? path
        : new Path(
            path.toUri().getScheme(), authority.replaceFirst(":.*@", "@"), path.toUri().getPath());
  }

  private static String shardName(ShardSummary s) {
    return "shard-%05d.tar".formatted(s.index());
  }

  private static StoreIndex index(
      Manifest manifest, List<ShardSummary> shards, List<String> warnings) {
    StoreIndex index = new StoreIndex(manifest.images().size());
    int[] trainSizes = new int[manifest.classNames().size()];
    for (ShardSummary shard : shards) {
      for (ShardSummary.Entry e : shard.entries()) {
        ImageRef ref = manifest.images().get(e.id());
        index.put(
            e.id(),
            shard.index(),
            e.offset(),
            e.length(),
            e.checksum(),
            ref.classId(),
            ref.split());
        trainSizes[ref.classId()] += ref.split() == Split.TRAIN ? 1 : 0;
      }
    }
    int left = 0;
    for (int id : index.ids(Split.TRAIN)) {
      if (trainSizes[index.label(id)] == 1) {
        index.remove(id);
        left++;
      }
    }
    if (left > 0) {
      warnings.add(
          left + " training classes have a single image that is not broken and are left out");
    }
    return index;
  }

  private static Map<String, Long> counts(
      StoreIndex index, List<ShardSummary> shards, List<PassedOver> passedOver) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      int[] ids = index.ids(split);
      if (ids.length > 0) {
        Set<Integer> classes = new HashSet<>();
        for (int label : index.labels(ids)) {
          classes.add(label);
        }
        String name = split.name().toLowerCase(Locale.ROOT);
        counts.put(name + "Images", (long) ids.length);
        counts.put(name + "Classes", (long) classes.size());
      }
    }
    counts.put("bytes", shards.stream().mapToLong(ShardSummary::bytes).sum());
    counts.put("keptAsTheyWere", shards.stream().mapToLong(ShardSummary::kept).sum());
    counts.put("damaged", shards.stream().mapToLong(s -> s.damaged().size()).sum());
    counts.put(
        "broken",
        shards.stream()
            .flatMap(s -> s.broken().stream())
            .filter(b -> !PassedOverFile.is(b))
            .count());
    counts.putAll(PassedOverFile.counts(passedOver));
    return counts;
  }

  private static List<String> imageLines(Manifest manifest, StoreIndex index) {
    List<String> lines = new ArrayList<>();
    lines.add("id\tpath\tclass\tsplit");
    for (int id = 0; id < index.ids(); id++) {
      if (index.has(id)) {
        ImageRef ref = manifest.images().get(id);
        String split = ref.split().name().toLowerCase(Locale.ROOT);
        lines.add(
            String.join(
                "\t", "" + id, ref.path(), manifest.classNames().get(ref.classId()), split));
      }
    }
    return lines;
  }

  static void writeBroken(FileSystem fs, Path folder, List<BrokenImage> broken) throws IOException {
    StoreFiles.writeLines(fs, new Path(folder, StoreFiles.BROKEN), brokenLines(broken));
  }

  private static List<String> brokenLines(List<BrokenImage> broken) {
    List<String> lines = new ArrayList<>();
    lines.add("id\tpath\treason\tdetail");
    broken.stream()
        .filter(b -> !PassedOverFile.is(b))
        .map(b -> String.join("\t", "" + b.id(), b.path(), b.reason().name(), b.detail()))
        .forEach(lines::add);
    return lines;
  }

  private static List<String> damagedLines(List<DamagedImage> damaged) {
    List<String> lines = new ArrayList<>();
    lines.add("id\tpath\tdetail");
    damaged.forEach(d -> lines.add(String.join("\t", "" + d.id(), d.path(), d.detail())));
    return lines;
  }

  private static void warn(List<DamagedImage> damaged, List<String> warnings) {
    if (!damaged.isEmpty()) {
      warnings.add(
          "%d images are damaged inside but have all their rows; they stay in, see %s (first: %s, %s)"
              .formatted(
                  damaged.size(),
                  StoreFiles.DAMAGED,
                  damaged.get(0).path(),
                  damaged.get(0).detail()));
    }
  }

  static List<BrokenImage> brokenOf(FileSystem fs, ImageStore store) throws IOException {
    Path file = new Path(new Path(store.uri(), store.manifest().folder()), StoreFiles.BROKEN);
    byte[] lines = StoreFiles.read(fs, file);
    if (!StoreFiles.sha256(lines).equals(store.manifest().listsSha256().get(StoreFiles.BROKEN))) {
      throw new KindredException(
          Exit.BAD_DATA, file + " is damaged; delete the store and run 'kindred prepare' again");
    }
    return new String(lines, StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(c -> new BrokenImage(Integer.parseInt(c[0]), c[1], Broken.valueOf(c[2]), c[3]))
        .toList();
  }

  /** Former stores and interrupted runs with other input or options. */
  private void removeOthers(String folder) throws IOException {
    for (FileStatus s : fs.listStatus(store)) {
      String name = s.getPath().getName();
      if (s.isDirectory() && !name.equals(folder) && name.matches("[0-9a-f]{16}")) {
        setAside(s.getPath());
      }
    }
    scratch.close();
  }

  /** By a rename, so that a process that has lost the store deletes nothing of the next one's. */
  private void setAside(Path path) throws IOException {
    lease.check();
    if (fs.exists(path)) {
      AtomicFiles.rename(fs, path, scratch.next());
    }
  }
}

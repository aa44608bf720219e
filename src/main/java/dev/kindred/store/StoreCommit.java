package dev.kindred.store;

import dev.kindred.dataset.DataRoot;
import dev.kindred.dataset.ImageRef;
import dev.kindred.dataset.Manifest;
import dev.kindred.dataset.Reading;
import dev.kindred.dataset.Split;
import dev.kindred.image.Broken;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** From finished shards to a store: index, lists, manifest, and the former store removed. */
final class StoreCommit {
  private final Configuration conf;
  private final FileSystem fs;
  private final Path store;
  private final PrepareSettings settings;

  StoreCommit(Configuration conf, FileSystem fs, Path store, PrepareSettings settings) {
    this.conf = conf;
    this.fs = fs;
    this.store = store;
    this.settings = settings;
  }

  void run(
      Reading reading, DataRoot root, String fingerprint, String folder, List<ShardSummary> shards)
      throws IOException {
    Manifest manifest = reading.manifest();
    List<String> warnings = new ArrayList<>(reading.warnings());
    StoreIndex index = index(manifest, shards, warnings);
    PassedOverFile.warn(reading, shards, index, warnings);
    byte[] bytes = index.toBytes();
    MessageDigest digest = StoreFiles.sha256();
    digest.update(bytes);
    Path tmp = new Path(new Path(store, StoreFiles.TMP), folder);
    StoreFiles.write(fs, new Path(tmp, StoreFiles.INDEX), bytes);
    StoreFiles.writeLines(fs, new Path(tmp, StoreFiles.IMAGES), imageLines(manifest, index));
    writeDamaged(tmp, shards, warnings);
    Path target = new Path(store, folder);
    fs.delete(target, true);
    if (!fs.rename(tmp, target)) {
      throw new IOException("cannot rename " + tmp + " to " + target);
    }
    StoreManifest made =
        new StoreManifest(
            fingerprint,
            manifest.name(),
            root.path().toString(),
            folder,
            settings.shortSide(),
            manifest.classNames(),
            shards.stream()
                .map(s -> new StoreManifest.Shard(shardName(s), s.bytes(), s.sha256()))
                .toList(),
            StoreFiles.hex(digest),
            counts(index, shards, reading),
            warnings);
    Path part = new Path(new Path(store, StoreFiles.TMP), StoreFiles.MANIFEST);
    StoreFiles.write(fs, part, ManifestJson.write(made));
    StoreFiles.replace(
        conf, fs.makeQualified(part), fs.makeQualified(new Path(store, StoreFiles.MANIFEST)));
    removeOthers(folder);
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
        index.put(e.id(), shard.index(), e.offset(), e.length(), ref.classId(), ref.split());
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
      StoreIndex index, List<ShardSummary> shards, Reading reading) {
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
    List<BrokenImage> left = shards.stream().flatMap(s -> s.broken().stream()).toList();
    counts.put("broken", left.stream().filter(b -> !PassedOverFile.is(b)).count());
    counts.putAll(PassedOverFile.counts(PassedOverFile.all(reading, left)));
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
    List<String> lines = new ArrayList<>();
    lines.add("id\tpath\treason\tdetail");
    broken.forEach(
        b -> lines.add(String.join("\t", "" + b.id(), b.path(), b.reason().name(), b.detail())));
    StoreFiles.writeLines(fs, new Path(folder, StoreFiles.BROKEN), lines);
  }

  private void writeDamaged(Path folder, List<ShardSummary> shards, List<String> warnings)
      throws IOException {
    List<DamagedImage> damaged = shards.stream().flatMap(s -> s.damaged().stream()).toList();
    List<String> lines = new ArrayList<>();
    lines.add("id\tpath\tdetail");
    damaged.forEach(d -> lines.add(String.join("\t", "" + d.id(), d.path(), d.detail())));
    StoreFiles.writeLines(fs, new Path(folder, StoreFiles.DAMAGED), lines);
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
    return StoreFiles.readLines(fs, file).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(c -> new BrokenImage(Integer.parseInt(c[0]), c[1], Broken.valueOf(c[2]), c[3]))
        .toList();
  }

  /** Former stores and interrupted runs with other input or options. */
  private void removeOthers(String folder) throws IOException {
    fs.delete(new Path(store, StoreFiles.TMP), true);
    for (FileStatus s : fs.listStatus(store)) {
      String name = s.getPath().getName();
      if (s.isDirectory() && !name.equals(folder) && name.matches("[0-9a-f]{16}")) {
        fs.delete(s.getPath(), true);
      }
    }
  }
}

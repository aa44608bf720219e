package dev.kindred.store;

import dev.kindred.dataset.DataFile;
import dev.kindred.dataset.ImageRef;
import dev.kindred.dataset.Manifest;
import dev.kindred.dataset.Reading;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes and times of the images, as their folders list them: no file is opened, and none is asked
 * for again that a reader has found in a folder.
 *
 * @param sizes {@code [n]} in bytes, -1 where there is no such file
 * @param times {@code [n]} of modification, in milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Listing(long[] sizes, long[] times) {

  /** A different number makes stores of former versions of this program outdated. */
  private static final String LAYOUT = "kindred-store-3";

  static Listing of(Reading reading) {
    List<ImageRef> images = reading.manifest().images();
    Map<String, DataFile> files = new HashMap<>(reading.listed());
    List<String> unknown =
        images.stream().map(ImageRef::path).filter(p -> !files.containsKey(p)).toList();
    if (!unknown.isEmpty()) {
      reading.data().files(unknown).forEach(f -> files.put(f.path(), f));
    }
    long[] sizes = new long[images.size()];
    long[] times = new long[images.size()];
    Arrays.fill(sizes, -1);
    for (int i = 0; i < sizes.length; i++) {
      DataFile file = files.get(images.get(i).path());
      if (file != null) {
        sizes[i] = file.bytes();
        times[i] = file.modified();
      }
    }
    return new Listing(sizes, times);
  }

  long totalBytes() {
    return Arrays.stream(sizes).filter(s -> s > 0).sum();
  }

  /** Hash of everything that decides what the store will hold. */
  String fingerprint(Manifest manifest, PrepareSettings s) {
    MessageDigest digest = StoreFiles.sha256();
    put(digest, LAYOUT, manifest.name(), s.shortSide(), s.quality(), s.limits());
    put(digest, s.shardBytes(), s.read().outside(), manifest.classNames());
    for (int i = 0; i < sizes.length; i++) {
      ImageRef ref = manifest.images().get(i);
      put(digest, ref.path(), ref.classId(), ref.split(), sizes[i], times[i]);
    }
    return StoreFiles.hex(digest);
  }

  private static void put(MessageDigest digest, Object... values) {
    for (Object value : values) {
      digest.update(value.toString().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
  }
}

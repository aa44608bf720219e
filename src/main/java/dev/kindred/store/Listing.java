package dev.kindred.store;

import dev.kindred.dataset.DataRoot;
import dev.kindred.dataset.ImageRef;
import dev.kindred.dataset.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Sizes and times of the images, from one recursive listing: asking for each file alone would take
 * minutes on a remote file system.
 *
 * @param sizes {@code [n]} in bytes, -1 where there is no such file
 * @param times {@code [n]} of modification, in milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Listing(long[] sizes, long[] times) {

  /** A different number makes stores of former versions of this program outdated. */
  private static final String LAYOUT = "kindred-store-3";

  static Listing of(DataRoot root, List<ImageRef> images) throws IOException {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      positions.put(images.get(i).path(), i);
    }
    long[] sizes = new long[images.size()];
    long[] times = new long[images.size()];
    Arrays.fill(sizes, -1);
    String prefix = root.path().toUri().getPath();
    int cut = prefix.endsWith("/") ? prefix.length() : prefix.length() + 1;
    RemoteIterator<LocatedFileStatus> files = root.fileSystem().listFiles(root.path(), true);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      Integer i = positions.get(file.getPath().toUri().getPath().substring(cut));
      if (i != null) {
        sizes[i] = file.getLen();
        times[i] = file.getModificationTime();
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
    put(digest, s.shardBytes(), manifest.classNames());
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

package dev.kindred.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** This machine's files on a file system that fails to open some of them for some time. */
public final class FlakyFileSystem extends UserInfoFileSystem {
  private static final Map<String, Integer> FAILURES = new ConcurrentHashMap<>();

  /** Lets the next so many attempts to open a file fail. */
  public static void fail(java.nio.file.Path file, int times) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("no " + file);
    }
    FAILURES.put(file.toString(), times);
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    Integer left =
        FAILURES.computeIfPresent(file.toUri().getPath(), (name, times) -> Math.max(-1, times - 1));
    if (left != null && left >= 0) {
      throw new IOException("503 Slow Down");
    }
    return super.open(file, bufferSize);
  }
}

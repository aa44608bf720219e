package dev.kindred.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What several test classes compare with, made in this build by the one that comes first; test
 * classes run in several processes.
 */
public final class KeptResult {
  private static final Path FOLDER = Path.of("target/kept-results");

  private KeptResult() {}

  /** Makes a result. */
  public interface Maker {
    /** Its bytes. */
    byte[] make() throws IOException;
  }

  /**
   * The result.
   *
   * @param name of what is made
   * @param inputs files and folders that it depends on beside the program
   */
  public static byte[] of(String name, List<Path> inputs, Maker maker) throws IOException {
    Files.createDirectories(FOLDER);
    Path kept = FOLDER.resolve(name + "-" + key(inputs));
    try (FileChannel channel =
            FileChannel.open(
                FOLDER.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && Files.notExists(kept)) {
        Path aside = Files.write(FOLDER.resolve(name + ".new"), maker.make());
        Files.move(aside, kept, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return Files.readAllBytes(kept);
  }

  /** Another one when the program or an input is another one. */
  private static String key(List<Path> inputs) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    for (Path input :
        Stream.concat(Stream.of(Path.of("target/classes")), inputs.stream()).toList()) {
      try (Stream<Path> files = Files.walk(input)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          String place = input.relativize(file) + "\n";
          digest.update(place.getBytes(StandardCharsets.UTF_8));
          digest.update(Files.readAllBytes(file));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }
}

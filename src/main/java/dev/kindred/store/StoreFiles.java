package dev.kindred.store;

import dev.kindred.run.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Names inside a store, and small files written whole or not at all. */
final class StoreFiles {
  static final String MANIFEST = "manifest.json";
  static final String INDEX = "index.bin";
  static final String BROKEN = "broken.tsv";
  static final String DAMAGED = "damaged.tsv";
  static final String PASSED_OVER = "passed-over.tsv";
  static final String IMAGES = "images.tsv";
  static final String TMP = "_tmp";

  private StoreFiles() {}

  /**
   * The file system of a path. Local files are read raw: Hadoop's checksum files would double every
   * read by position, and a store has checksums of its own.
   */
  static FileSystem fileSystem(Configuration conf, Path path) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    return fs instanceof LocalFileSystem local ? local.getRaw() : fs;
  }

  static byte[] read(FileSystem fs, Path path) throws IOException {
    try (InputStream in = fs.open(path)) {
      return in.readAllBytes();
    }
  }

  static List<String> readLines(FileSystem fs, Path path) throws IOException {
    return new String(read(fs, path), StandardCharsets.UTF_8).lines().toList();
  }

  static void write(FileSystem fs, Path path, byte[] content) throws IOException {
    try (OutputStream out = AtomicFiles.create(fs, path)) {
      out.write(content);
    }
  }

  static void writeLines(FileSystem fs, Path path, List<String> lines) throws IOException {
    write(fs, path, bytes(lines));
  }

  static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static String sha256(byte[] content) {
    MessageDigest digest = sha256();
    digest.update(content);
    return hex(digest);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}

package dev.kindred.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of weights, so that a bit that changed at rest is told and not computed with. */
public final class Checksums {
  private static final int BUFFER = 1 << 20;

  private Checksums() {}

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

  /** Of everything that is left in a stream, as {@code sha256sum} prints it. */
  public static String of(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
    }
    return hex(digest);
  }

  /** Of all bytes of a file. */
  static String of(ByteBuffer file) {
    MessageDigest digest = sha256();
    digest.update(file.duplicate().rewind());
    return hex(digest);
  }

  /** Name and shape of a tensor, before its bytes. */
  static void describe(MessageDigest digest, String name, int... shape) {
    StringBuilder text = new StringBuilder(name).append('\n');
    for (int size : shape) {
      text.append(size).append(' ');
    }
    digest.update(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
  }
}

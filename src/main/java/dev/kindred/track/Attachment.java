package dev.kindred.track;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file for a tracking server, which is read when it is sent.
 *
 * @param name below the run's artifacts, with slashes
 * @param length in bytes
 * @param content of exactly that many bytes
 */
public record Attachment(String name, long length, Content content) {
  /** Where the bytes come from. */
  public interface Content {
    /** Opens it anew. */
    InputStream open() throws IOException;
  }

  static Attachment of(String name, byte[] content) {
    byte[] copy = content.clone();
    return new Attachment(name, copy.length, () -> new ByteArrayInputStream(copy));
  }
}

package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.io.Reader;
import java.util.List;

/** Lines of a text, none of them endless. */
final class BoundedLines {
  /** Characters; paths end at 4,096 bytes. */
  static final int MAX_LINE = 1 << 16;

  private BoundedLines() {}

  /**
   * Adds the lines without their ends (LF, CRLF or CR) and without a byte order mark.
   *
   * @param file shown in the message
   */
  static void read(Reader reader, String file, List<String> lines) throws IOException {
    char[] buffer = new char[1 << 16];
    StringBuilder line = new StringBuilder();
    boolean afterReturn = false;
    boolean open = false;
    for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
      for (int i = 0; i < n; i++) {
        char c = buffer[i];
        if (c == '\n' && afterReturn) {
          afterReturn = false;
        } else if (c == '\n' || c == '\r') {
          lines.add(line.toString());
          line.setLength(0);
          afterReturn = c == '\r';
          open = false;
        } else {
          afterReturn = false;
          open = true;
          if (c != '\ufeff' || !lines.isEmpty() || !line.isEmpty()) {
            line.append(c);
          }
          if (line.length() > MAX_LINE) {
            throw tooLong(file, lines.size() + 1);
          }
        }
      }
    }
    if (open) {
      lines.add(line.toString());
    }
  }

  static KindredException tooLong(String file, long line) {
    return new KindredException(
        Exit.BAD_DATA,
        "%s line %d has more than %,d characters; it is no list of images"
            .formatted(file, line, MAX_LINE));
  }
}

package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lists in UTF-8, or in UTF-16 with a byte order mark, as spreadsheets write them. */
final class TextFile {
  /** Ten million images; what is read of a list stays in the driver's memory. */
  static final long MAX_BYTES = 1L << 30;

  private TextFile() {}

  static List<String> lines(DataRoot root, String relative) {
    List<String> lines = new ArrayList<>();
    try (Reader reader = open(root, relative)) {
      BoundedLines.read(reader, relative, lines);
      return lines;
    } catch (CharacterCodingException e) {
      throw notUtf8(relative, lines.size(), e);
    } catch (IOException e) {
      throw root.unreadable(relative, e);
    }
  }

  static KindredException notUtf8(String relative, long line, IOException e) {
    return new KindredException(
        Exit.BAD_DATA,
        "%s is not UTF-8 after line %d; save it as UTF-8".formatted(relative, line),
        e);
  }

  /** Fails at the first byte that is no text. */
  static Reader open(DataRoot root, String relative) throws IOException {
    InputStream in = new BufferedInputStream(root.open(relative, MAX_BYTES), 1 << 16);
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    boolean utf16 = (first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe);
    Charset charset = utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    return new InputStreamReader(in, charset.newDecoder());
  }
}

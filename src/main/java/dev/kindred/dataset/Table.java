package dev.kindred.dataset;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a table: RFC 4180 with a comma, a semicolon or a tab between cells, quotes around them
 * where needed; blank lines and lines that begin with {@code #} are skipped.
 *
 * @param rows cells with what surrounds them
 */
record Table(List<Row> rows) {
  private static final int LOOKED_AT = 20;

  /**
   * One row.
   *
   * @param cells as many as the row has
   * @param where it begins
   */
  record Row(List<String> cells, Place where) {}

  static Table read(DataRoot root, String file) {
    List<String> first = new ArrayList<>();
    long[] line = new long[1];
    try {
      String hint = look(root, file, first);
      char separator = hint == null ? Separator.of(first) : hint.charAt(4);
      try (Reader reader = TextFile.open(root, file);
          CsvReader<CsvRecord> csv = csv(separator, reader)) {
        List<Row> rows = new ArrayList<>();
        for (CsvRecord r : csv) {
          line[0] = r.getStartingLineNumber();
          boolean blank = r.getFieldCount() == 1 && r.getField(0).isBlank();
          if (!r.isComment() && !blank && !(line[0] == 1 && hint != null)) {
            rows.add(new Row(r.getFields(), Place.line(file, (int) line[0])));
          }
        }
        return new Table(rows);
      }
    } catch (CharacterCodingException e) {
      throw TextFile.notUtf8(file, line[0], e);
    } catch (CsvParseException e) {
      if (e.getCause() instanceof CharacterCodingException c) {
        throw TextFile.notUtf8(file, line[0], c);
      }
      throw damaged(file, line[0], e);
    } catch (IOException e) {
      throw root.unreadable(file, e);
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof CharacterCodingException c
          ? TextFile.notUtf8(file, line[0], c)
          : root.unreadable(file, e.getCause());
    }
  }

  private static CsvReader<CsvRecord> csv(char separator, Reader reader) throws IOException {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .commentStrategy(CommentStrategy.SKIP)
        .skipEmptyLines(true)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .trimWhitespacesAroundQuotes(true)
        .allowUnclosedQuote(false)
        .maxBufferSize(2 * BoundedLines.MAX_LINE)
        .build(
            CsvRecordHandler.of(b -> b.maxFields(4_096).maxFieldSize(BoundedLines.MAX_LINE)),
            withoutMark(reader));
  }

  private static Reader withoutMark(Reader reader) throws IOException {
    BufferedReader buffered = new BufferedReader(reader);
    buffered.mark(1);
    if (buffered.read() != '\ufeff') {
      buffered.reset();
    }
    return buffered;
  }

  /** The first lines; returns the hint that Excel writes, {@code sep=;}, if there is one. */
  private static String look(DataRoot root, String file, List<String> first) throws IOException {
    char[] start = new char[BoundedLines.MAX_LINE];
    int n = 0;
    try (Reader reader = TextFile.open(root, file)) {
      for (int r = reader.read(start); r > 0 && n + r <= start.length; ) {
        n += r;
        r = n < start.length ? reader.read(start, n, start.length - n) : 0;
      }
    }
    String head = new String(start, 0, n);
    List<String> lines = new ArrayList<>();
    BoundedLines.read(new StringReader(head), file, lines);
    if (n == start.length && lines.size() > 1) {
      lines.remove(lines.size() - 1);
    }
    if (!lines.isEmpty() && lines.get(0).matches("(?i)sep=[,;\t]")) {
      return lines.get(0);
    }
    lines.stream()
        .filter(l -> !l.isBlank() && !l.startsWith("#"))
        .limit(LOOKED_AT)
        .forEach(first::add);
    return null;
  }

  private static KindredException damaged(String file, long line, CsvParseException e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    Throwable cause = e.getCause();
    String why = cause == null ? text : text + " " + cause.getMessage();
    return new KindredException(
        Exit.BAD_DATA,
        "%s cannot be read after line %d: %s; close each quote, and keep cells below %,d characters"
            .formatted(file, line, why.replaceAll("\\s+", " "), BoundedLines.MAX_LINE),
        e);
  }
}

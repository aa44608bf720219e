package dev.kindred.report;

import java.util.Base64;

/**
 * All thumbnails of a page on one sheet, so that each is there once however often it is shown.
 *
 * @param sheet bytes of a JPEG file; empty without thumbnails
 * @param columns of the sheet
 * @param count thumbnails, row by row from the left
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of an image, only read
public record Album(byte[] sheet, int columns, int count) {
  /** Without thumbnails. */
  public static final Album EMPTY = new Album(new byte[0], 1, 0);

  /**
   * @throws IllegalArgumentException when the bytes are no JPEG
   */
  public Album {
    boolean jpeg = sheet.length > 2 && (sheet[0] & 0xff) == 0xff && (sheet[1] & 0xff) == 0xd8;
    if (count > 0 && !jpeg) {
      throw new IllegalArgumentException("a sheet of thumbnails is a JPEG");
    }
  }

  int rows() {
    return Math.max(1, (count + columns - 1) / columns);
  }

  /** The rule that all thumbnails share. */
  String style() {
    return count == 0
        ? ""
        : ".t{background-image:url(data:image/jpeg;base64,%s);background-size:%d%% %d%%}\n"
            .formatted(Base64.getEncoder().encodeToString(sheet), 100 * columns, 100 * rows());
  }

  /** Where on the sheet a thumbnail is, as a value of {@code background-position}. */
  String position(int place) {
    return percent(place % columns, columns) + " " + percent(place / columns, rows());
  }

  private static String percent(int at, int of) {
    return Html.format("%.4f%%", of == 1 ? 0 : 100.0 * at / (of - 1));
  }
}

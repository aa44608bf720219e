package dev.kindred.report;

import java.util.List;

/**
 * Pictures that belong together: a query with its answers, a cluster, copies of one image.
 *
 * @param title above them
 * @param note below the title; may be empty
 * @param shown in this order
 */
public record PictureGroup(String title, String note, List<Shown> shown) {
  public PictureGroup {
    shown = List.copyOf(shown);
  }

  /**
   * One of them.
   *
   * @param picture its caption is what it is called
   * @param detail a second line, such as a similarity; may be empty
   * @param lead whether it is what the others were found for
   */
  public record Shown(InlinePicture picture, String detail, boolean lead) {}
}

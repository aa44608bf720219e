package dev.kindred.image;

/**
 * What a walk through a JPEG's entropy-coded data finds.
 *
 * @param first what is wrong first; empty when nothing is
 * @param missing blocks (MCUs) for which there are no data: libjpeg makes them grey
 * @param row MCUs in a row of the picture
 * @param ended whether the file has an end marker
 */
record JpegDamage(String first, long missing, int row, boolean ended) {

  /** Whether the decoder has made part of the picture up: rows are missing at its end. */
  boolean truncated() {
    return missing >= row || (!ended && !first.isEmpty());
  }

  /** One line; empty when the file is whole. */
  String text() {
    if (first.isEmpty() && !ended) {
      return "JPEG without an end marker";
    }
    return first.isEmpty() ? "" : "JPEG data are damaged: " + first;
  }
}

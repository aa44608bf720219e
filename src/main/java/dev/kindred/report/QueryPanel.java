package dev.kindred.report;

import java.util.List;

/**
 * One query and what was nearest to it.
 *
 * @param query asked with
 * @param before nearest first, before training
 * @param after nearest first, after training; empty for runs that did not train
 */
public record QueryPanel(Picture query, List<Answer> before, List<Answer> after) {
  public QueryPanel {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * One of the nearest images.
   *
   * @param picture shown
   * @param right whether it has the query's class
   * @param similarity cosine
   */
  public record Answer(Picture picture, boolean right, double similarity) {}
}

package dev.kindred.report;

import java.util.List;

/**
 * One query and what was nearest to it.
 *
 * @param query asked with
 * @param note about it; may be empty
 * @param strips lists of answers, such as those before and after training
 */
public record QueryPanel(Picture query, String note, List<Strip> strips) {
  public QueryPanel {
    strips = List.copyOf(strips);
  }

  /**
   * A list of answers.
   *
   * @param title over it
   * @param answers nearest first
   */
  public record Strip(String title, List<Answer> answers) {
    public Strip {
      answers = List.copyOf(answers);
    }
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

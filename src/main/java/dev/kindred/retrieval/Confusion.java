package dev.kindred.retrieval;

import java.util.List;

/**
 * Two classes whose images are nearest to each other where they should not be.
 *
 * @param a queries of the class with the lower label
 * @param b queries of the other
 */
public record Confusion(Side a, Side b) {
  /** Queries lost to the other class, both ways. */
  public int missed() {
    return a.missed() + b.missed();
  }

  /**
   * Queries of one of the two.
   *
   * @param label of the class
   * @param missed those whose nearest image is of the other class
   * @param queries all of the class
   * @param examples some of the missed, by the order of the queries
   */
  public record Side(int label, int missed, int queries, List<Example> examples) {
    public Side {
      examples = List.copyOf(examples);
    }
  }

  /** Image of a query, and the image of the other class that is nearest to it. */
  public record Example(int query, int answer) {}
}

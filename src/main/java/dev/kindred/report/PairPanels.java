package dev.kindred.report;

import java.util.List;

/** Pairs of classes that are taken for each other. */
public record PairPanels(String title, String note, List<Panel> panels) implements Section {
  public PairPanels {
    panels = List.copyOf(panels);
  }

  /** One pair: the queries of each class that the other answered. */
  public record Panel(Side a, Side b) {}

  /**
   * Queries of one of the two.
   *
   * @param name of the class
   * @param note how many were missed, of how many
   * @param examples queries with what was nearest to them
   */
  public record Side(String name, String note, List<Example> examples) {
    public Side {
      examples = List.copyOf(examples);
    }
  }

  /** A query and its nearest image. */
  public record Example(Picture query, Picture answer) {}
}

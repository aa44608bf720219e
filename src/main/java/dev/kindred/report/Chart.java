package dev.kindred.report;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something to be drawn by the page's script. */
public sealed interface Chart permits BarChart, LineChart, PointChart {
  /** Over it. */
  String title();

  /** What the script draws, see {@code report.js}. */
  ObjectNode spec();

  /** What there is to see, in a sentence or a few, for those who do not. */
  String summary();

  /** The numbers behind it. */
  Table table();
}

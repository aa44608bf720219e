package dev.kindred.report;

import java.util.List;

/** The few figures that decide, in large. */
public record Headlines(List<Headline> figures) implements Section {
  public Headlines {
    figures = List.copyOf(figures);
  }

  /**
   * One of them.
   *
   * @param name what it is
   * @param value with its unit
   * @param detail such as its interval; may be empty
   */
  public record Headline(String name, String value, String detail) {}
}

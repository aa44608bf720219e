package dev.kindred.report;

import java.util.List;

/** Names and values. */
public record FactList(String title, List<Fact> facts) implements Section {
  public FactList {
    facts = List.copyOf(facts);
  }

  /** A name and its value. */
  public record Fact(String name, String value) {}
}

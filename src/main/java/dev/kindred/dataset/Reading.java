package dev.kindred.dataset;

import java.util.List;

/**
 * What a reader found.
 *
 * @param root fully qualified folder that the paths are relative to
 * @param manifest the data set
 * @param warnings one line each, to be shown and kept in the store
 */
public record Reading(String root, Manifest manifest, List<String> warnings) {
  public Reading {
    warnings = List.copyOf(warnings);
  }
}

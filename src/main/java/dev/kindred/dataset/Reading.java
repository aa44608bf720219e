package dev.kindred.dataset;

import java.util.List;
import java.util.Map;

/**
 * What a reader found.
 *
 * @param data the folder
 * @param manifest the data set
 * @param warnings one line each, to be shown and kept in the store
 * @param listed files whose length and time are known already, by path
 * @param passedOver what was found and is no image
 * @param origin how the images are come by
 */
public record Reading(
    DataRoot data,
    Manifest manifest,
    List<String> warnings,
    Map<String, DataFile> listed,
    List<PassedOver> passedOver,
    ImageOrigin origin) {
  public Reading {
    warnings = List.copyOf(warnings);
    passedOver = List.copyOf(passedOver);
  }

  /** Fully qualified folder that the paths are relative to. */
  public String root() {
    return data.path().toString();
  }
}

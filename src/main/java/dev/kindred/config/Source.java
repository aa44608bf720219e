package dev.kindred.config;

import com.typesafe.config.ConfigOrigin;

/** Who wrote a value; later ones win. */
public enum Source {
  REFERENCE,
  FILE,
  COMMAND_LINE;

  static Source of(ConfigOrigin origin) {
    if (origin.description().startsWith(Origins.COMMAND_LINE)) {
      return COMMAND_LINE;
    }
    return origin.resource() == null ? FILE : REFERENCE;
  }
}

package dev.kindred.config;

import com.typesafe.config.ConfigOrigin;

/** Where a value was written, as {@code file:line}. */
final class Origins {
  /** Description of what {@code --set} gives; lines do not matter there. */
  static final String COMMAND_LINE = "command line";

  private Origins() {}

  static String of(ConfigOrigin origin) {
    if (origin.description().startsWith(COMMAND_LINE)) {
      return COMMAND_LINE;
    }
    String name = origin.resource() != null ? origin.resource() : origin.filename();
    if (name == null) {
      name = origin.description().replaceFirst(": \\d+$", "");
    }
    return origin.lineNumber() > 0 ? name + ":" + origin.lineNumber() : name;
  }
}

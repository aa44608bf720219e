package dev.kindred.cli;

import java.util.Optional;

/** What to do when a process had too little memory after all. */
final class OutOfMemory {
  private static final String NAME = "java.lang.OutOfMemoryError";
  private static final String AGAIN = " and start the run again with the same --run-id";

  private OutOfMemory() {}

  /** One line, when that is what went wrong, here or in a task on an executor. */
  static Optional<String> message(Throwable thrown) {
    // A wrapper's own message may quote the driver's error like one of an executor.
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return Optional.of(driver(t));
      }
    }
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String text = String.valueOf(t.getMessage());
      int at = text.indexOf(NAME);
      if (at >= 0) {
        return Optional.of(executor(text.substring(at + NAME.length())));
      }
    }
    return Optional.empty();
  }

  private static String driver(Throwable thrown) {
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    String why = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return "the driver has too little memory (%s; its heap has %,d MiB); set KINDRED_DRIVER_MEMORY=%dg"
            .formatted(why, heap, heap / 512 + 1)
        + AGAIN;
  }

  private static String executor(String text) {
    String why = text.lines().findFirst().orElse("");
    boolean beyond = why.contains("hysical") || why.contains("annot allocate");
    String key = beyond ? "executor-native-mb" : "executor-heap-mb";
    return "an executor has too little memory (%s); raise kindred.spark.%s"
            .formatted(why.replaceFirst("^[: ]+", ""), key)
        + AGAIN;
  }
}

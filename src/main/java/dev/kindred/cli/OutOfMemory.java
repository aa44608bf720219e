package dev.kindred.cli;

import java.util.Optional;

/** What to do when a process had too little memory after all. */
final class OutOfMemory {
  private static final String NAME = "java.lang.OutOfMemoryError";
  private static final String AGAIN = " and start the run again with the same --run-id";

  private OutOfMemory() {}

  /** One line, when that is what went wrong, here or in a task on an executor. */
  static Optional<String> message(Throwable thrown) {
    String text = String.valueOf(thrown.getMessage());
    if (thrown instanceof OutOfMemoryError) {
      long heap = Runtime.getRuntime().maxMemory() >> 20;
      return Optional.of(
          "the driver has too little memory (%s; its heap has %,d MiB); set KINDRED_DRIVER_MEMORY=%dg"
                  .formatted(text.lines().findFirst().orElse(""), heap, heap / 512 + 1)
              + AGAIN);
    }
    int at = text.indexOf(NAME);
    if (at < 0) {
      return Optional.empty();
    }
    String why = text.substring(at + NAME.length()).lines().findFirst().orElse("");
    boolean beyond = why.contains("hysical") || why.contains("annot allocate");
    String key = beyond ? "executor-native-mb" : "executor-heap-mb";
    return Optional.of(
        "an executor has too little memory (%s); raise kindred.spark.%s"
                .formatted(why.replaceFirst("^[: ]+", ""), key)
            + AGAIN);
  }
}

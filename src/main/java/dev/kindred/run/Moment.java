package dev.kindred.run;

/**
 * Where in a run something was measured.
 *
 * @param stage such as {@code train}, {@code pretrained} or {@code raw-pixels}
 * @param round averaging rounds done
 * @param step batches done by each executor
 * @param images images seen by all executors
 */
public record Moment(String stage, long round, long step, long images) {
  /** Outside of training. */
  public static Moment of(String stage) {
    return new Moment(stage, 0, 0, 0);
  }
}

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
  /** The stage of a round of training. */
  public static final String TRAINING = "train";

  private static final String EVALUATION = "eval.";

  /** Outside of training. */
  public static Moment of(String stage) {
    return new Moment(stage, 0, 0, 0);
  }

  /**
   * A metric's name in charts of several moments: what was evaluated when stands before the slash,
   * by which TensorBoard and MLflow group them.
   *
   * @param metric name of the catalogue
   */
  public String tag(String metric) {
    return metric.startsWith(EVALUATION)
        ? stage + "/" + metric.substring(EVALUATION.length())
        : metric.replaceFirst("\\.", "/");
  }
}

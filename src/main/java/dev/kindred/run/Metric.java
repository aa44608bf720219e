package dev.kindred.run;

import java.util.List;

/**
 * The one catalogue of metric names, used by the JSON lines, {@code status.json}, the report and
 * the README alike. Shares and recalls are in 0..1.
 */
public enum Metric {
  RECALL_AT_K("eval.recall_at_", "Share of queries with their class among the K nearest"),
  R_PRECISION("eval.r_precision", "Share of the R nearest of the query's class, R its size"),
  MAP_AT_R("eval.map_at_r", "Mean average precision at R"),
  NMI("eval.nmi", "Normalised mutual information of k-means clusters and classes"),
  AMI("eval.ami", "Mutual information of clusters and classes, adjusted for chance"),
  PAIR_F1("eval.pair_f1", "F1 of the pairs of images that clusters put together"),
  MEAN_FIRST_RANK("eval.mean_first_rank", "Mean rank of the first item of the query's class"),
  CLASS_RECALL_AT_K("eval.class_recall_at_", "Mean over classes of the class's Recall@K"),
  ROC_AUC("eval.roc_auc", "Share of pairs of pairs with the one of one class more similar"),
  FNMR_AT_FMR("eval.fnmr_at_fmr_one_in_", "Pairs of one class missed, N others for one accepted"),
  THRESHOLD_AT_FMR("eval.threshold_at_fmr_one_in_", "Similarity that accepts them"),
  THRESHOLD_AT_PRECISION("eval.threshold_at_precision_", "Similarity; that many % are right"),
  PAIR_RECALL_AT_PRECISION("eval.pair_recall_at_precision_", "Pairs of one class it accepts"),
  WITHIN_MEAN("eval.similarity_within_mean", "Mean cosine of pairs of one class"),
  WITHIN_LOW("eval.similarity_within_p5", "5 % of the pairs of one class are at most so similar"),
  WITHIN_MEDIAN("eval.similarity_within_p50", "Half of the pairs of one class"),
  WITHIN_HIGH("eval.similarity_within_p95", "95 % of the pairs of one class"),
  BETWEEN_MEAN("eval.similarity_between_mean", "Mean cosine of pairs of different classes"),
  BETWEEN_LOW("eval.similarity_between_p5", "5 % of the pairs of different classes"),
  BETWEEN_MEDIAN("eval.similarity_between_p50", "Half of the pairs of different classes"),
  BETWEEN_HIGH("eval.similarity_between_p95", "95 % of the pairs of different classes"),
  MEAN_COSINE("eval.mean_cosine", "Of pairs of a sample; at 1 all images are one point"),
  EVAL_IMAGES("eval.images", "Images embedded"),
  EVAL_IMAGES_PER_SECOND("eval.images_per_second", "Images embedded a second"),
  EVAL_SECONDS("eval.seconds", "Time of an evaluation"),
  VALIDATION_RECALL_AT_1("validation.recall_at_1", "Recall@1 on the held-out training classes"),
  VALIDATION_R_PRECISION("validation.r_precision", "R-Precision on them"),
  VALIDATION_MAP_AT_R("validation.map_at_r", "Mean average precision at R on them"),
  LOSS("train.loss", "Mean loss of a round's batches"),
  LEARNING_RATE("train.learning_rate", "Of the backbone"),
  IMAGES_PER_SECOND("train.images_per_second", "Images trained on a second, all executors"),
  INPUT_WAIT_SHARE("train.input_wait_share", "Share of the steps' time spent waiting for images"),
  MEMORY_EMBEDDINGS("train.memory_embeddings", "Embeddings in the cross-batch memory"),
  GRADIENT_NORM("train.gradient_norm", "L2 norm before clipping"),
  ROUND_SECONDS("round.seconds", "Whole round"),
  ROUND_INPUT_SECONDS("round.input_seconds", "Waiting for images, the slowest executor"),
  ROUND_COMPUTE_SECONDS("round.compute_seconds", "Forward, loss, backward, update"),
  ROUND_SEND_SECONDS("round.send_seconds", "Parameters to and from the executors"),
  ROUND_AVERAGE_SECONDS("round.average_seconds", "Averaging on the driver"),
  EXECUTOR_IMAGES("executor.images", "Images that this executor has trained on"),
  EXECUTOR_INPUT_SECONDS("executor.input_seconds", "It has waited for images so long"),
  EXECUTOR_COMPUTE_SECONDS("executor.compute_seconds", "It has computed so long"),
  PREPARE_IMAGES("prepare.images", "Images in the store"),
  PREPARE_BROKEN("prepare.broken_images", "Images that could not be read"),
  PREPARE_LEAKED("prepare.leaked_images", "Exact copies of training images in other splits"),
  PREPARE_IMAGES_PER_SECOND("prepare.images_per_second", "Images packed a second");

  private final String key;
  private final String meaning;

  Metric(String key, String meaning) {
    this.key = key;
    this.meaning = meaning;
  }

  /** Name in files; that of a family lacks its number. */
  public String key() {
    return key;
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  /** A value of this metric. */
  public MetricValue of(double value) {
    if (isFamily()) {
      throw new IllegalArgumentException(key + " needs a number: use at(k, value)");
    }
    return new MetricValue(key, value);
  }

  /** A value of a member of this family. */
  public MetricValue at(int k, double value) {
    return new MetricValue(key(k), value);
  }

  /** Name of a member of this family, such as {@code eval.recall_at_4}. */
  public String key(int k) {
    if (!isFamily() || k < 1) {
      throw new IllegalArgumentException(key + " has no member " + k);
    }
    return key + k;
  }

  /** Ends of this metric's 95 % interval, as {@code eval.nmi_low} and {@code eval.nmi_high}. */
  public List<MetricValue> interval(double low, double high) {
    return interval(of(low), of(high));
  }

  /** The same of a member of this family. */
  public List<MetricValue> interval(int k, double low, double high) {
    return interval(at(k, low), at(k, high));
  }

  private static List<MetricValue> interval(MetricValue low, MetricValue high) {
    return List.of(
        new MetricValue(low.name() + "_low", low.value()),
        new MetricValue(high.name() + "_high", high.value()));
  }

  private boolean isFamily() {
    return key.endsWith("_");
  }
}

package dev.kindred.run;

/** Names of everything in a run's folder. */
public final class RunFiles {
  /** Every key and value of the configuration. */
  public static final String CONFIG = "config.conf";

  /** Where the run's results come from. */
  public static final String PROVENANCE = "provenance.json";

  /** One JSON object a line. */
  public static final String METRICS = "metrics.jsonl";

  /** State for the next step of a workflow. */
  public static final String STATUS = "status.json";

  /** Folder of checkpoints. */
  public static final String CHECKPOINTS = "checkpoints";

  /** Folder of the final model. */
  public static final String MODEL = "model";

  /** Folder of the packed images, unless one is shared. */
  public static final String STORE = "store";

  /** Folder of computed embeddings. */
  public static final String EMBEDDINGS = "embeddings";

  /** Folder of what looks at the run have packed and embedded; may be deleted at any time. */
  public static final String LOOKED_AT = "looked-at";

  /** Recall of every class, the worst first. */
  public static final String PER_CLASS = "per-class.tsv";

  /** For people. */
  public static final String REPORT = "report.html";

  /** Empty; written last. */
  public static final String SUCCESS = "_SUCCESS";

  /** Who works in the folder. */
  public static final String LOCK = "_lock";

  /** Folder of what is not complete yet; ignored by readers of Spark and Hadoop. */
  public static final String TEMPORARY = "_tmp";

  private RunFiles() {}
}

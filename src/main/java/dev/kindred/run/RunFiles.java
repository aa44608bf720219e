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

  /** Folder of the trainings of a study, each a run. */
  public static final String RUNS = "runs";

  /** Folder with the figures of several models together. */
  public static final String ENSEMBLES = "ensembles";

  /** What the trainings of a study say together, for people. */
  public static final String STUDY = "study.md";

  /** The same with every training. */
  public static final String STUDY_JSON = "study.json";

  /** Keys of the best point of a sweep, a configuration. */
  public static final String BEST = "best.conf";

  /** Empty; written last. */
  public static final String SUCCESS = "_SUCCESS";

  /** Who works in the folder. */
  public static final String LOCK = "_lock";

  /** Folder of what is not complete yet; ignored by readers of Spark and Hadoop. */
  public static final String TEMPORARY = "_tmp";

  private RunFiles() {}
}

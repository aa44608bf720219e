package dev.kindred.cli;

import dev.kindred.config.Known;
import dev.kindred.run.DriverOnly;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The work behind the commands. Each method does its whole job in the folder of {@link
 * JobContext#session} and returns when its results are there; what the user can act on is thrown as
 * a {@link dev.kindred.run.KindredException}. A job that was interrupted is called again with
 * {@link dev.kindred.run.RunSession#isResumed}.
 */
@DriverOnly
public interface Jobs {
  /** Names and constants that a configuration may use. */
  Known known();

  /** Loads every native library that tasks use, so that it is unpacked before they start. */
  void loadNatives();

  /** The context that a job works with, and closes. */
  default JavaSparkContext start(SparkConf conf) {
    return new JavaSparkContext(conf);
  }

  /** Packs the images into the store. */
  void prepare(JobContext context);

  /** Trains on the store, from the newest checkpoint if there is one. */
  void train(JobContext context);

  /** Measures recall of the trained model. */
  void evaluate(JobContext context);

  /** Writes the embeddings of the images. */
  void embed(JobContext context);

  /** Writes the trained model for other runtimes. */
  void export(JobContext context);

  /** All of it in turn, with the report. */
  void run(JobContext context);

  /** Many trainings of one configuration, each measured. */
  void repeat(JobContext context);

  /** Many trainings that differ, of which validation chooses. */
  void sweep(JobContext context);
}

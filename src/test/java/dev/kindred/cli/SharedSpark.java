package dev.kindred.cli;

import dev.kindred.config.Known;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The real jobs, one command after the other on the same executor processes. */
final class SharedSpark implements Jobs, AutoCloseable {
  private final Jobs jobs = new Wiring();
  private Kept kept;

  /** A context that outlives its commands. */
  private static final class Kept extends JavaSparkContext {
    Kept(SparkConf conf) {
      super(conf);
    }

    @Override
    public void close() {}
  }

  @Override
  public JavaSparkContext start(SparkConf conf) {
    if (kept == null) {
      kept = new Kept(conf);
    }
    return kept;
  }

  @Override
  public void close() {
    if (kept != null) {
      kept.stop();
    }
  }

  @Override
  public Known known() {
    return jobs.known();
  }

  @Override
  public void loadNatives() {
    jobs.loadNatives();
  }

  @Override
  public void prepare(JobContext context) {
    jobs.prepare(context);
  }

  @Override
  public void train(JobContext context) {
    jobs.train(context);
  }

  @Override
  public void evaluate(JobContext context) {
    jobs.evaluate(context);
  }

  @Override
  public void embed(JobContext context) {
    jobs.embed(context);
  }

  @Override
  public void export(JobContext context) {
    jobs.export(context);
  }

  @Override
  public void run(JobContext context) {
    jobs.run(context);
  }

  @Override
  public void repeat(JobContext context) {
    jobs.repeat(context);
  }

  @Override
  public void sweep(JobContext context) {
    jobs.sweep(context);
  }
}

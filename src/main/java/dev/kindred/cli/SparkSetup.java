package dev.kindred.cli;

import dev.kindred.config.ExecutorMemory;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.SparkSettings;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * Settings of Spark that training on it needs. What anybody else has set stays ({@link
 * SparkLayers}), except for Java options, which are joined.
 */
@DriverOnly
public final class SparkSetup {
  /**
   * glibc would give large buffers back to the kernel after every step, at 15 to 20 % of the time.
   */
  private static final String KEEP_BUFFERS = Long.toString(32L << 30);

  private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";

  private final SparkSettings settings;
  private final SparkConf conf;

  private SparkSetup(SparkSettings settings, SparkConf conf) {
    this.settings = settings;
    this.conf = conf;
  }

  /** Without options of the command line for Spark. */
  public static SparkConf conf(KindredConfig config, SparkConf given) {
    return conf(config, given, Map.of());
  }

  /**
   * All settings.
   *
   * @param config checked configuration
   * @param given what was set when the process started, usually {@code new SparkConf()}; not
   *     modified
   * @param commandLine {@code --conf} and {@code --master}
   * @throws KindredException with {@link Exit#USAGE} for settings under which Spark would wait for
   *     ever
   */
  public static SparkConf conf(
      KindredConfig config, SparkConf given, Map<String, String> commandLine) {
    SparkConf merged =
        SparkLayers.merge(config.spark(), Submitted.of(given, System.getenv()), commandLine);
    return new SparkSetup(config.spark(), merged).complete();
  }

  private SparkConf complete() {
    Masters.settle(conf);
    String cores = conf.get(SparkLayers.CORES);
    conf.setIfMissing("spark.app.name", "kindred");
    long instances = Masters.number(conf, "spark.executor.instances");
    // A local cluster's master says itself how many there are.
    long executors = Masters.isOnThisMachine(conf) ? Executors.count(conf) : instances;
    conf.setIfMissing(
        "spark.cores.max", Long.toString(Masters.number(conf, SparkLayers.CORES) * executors));
    // One training task at a time in an executor: its threads belong to that task's kernels.
    conf.setIfMissing("spark.task.cpus", cores);
    memory();
    environment(cores);
    // Every executor takes part in every round, wherever its data are.
    conf.setIfMissing("spark.locality.wait", "0");
    // One late executor in the first round would leave its batches to the others.
    conf.setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1.0");
    conf.setIfMissing("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");
    // Parameters do not compress, and results of a round are as large as the model.
    conf.setIfMissing("spark.broadcast.compress", "false");
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    if (conf.get("spark.serializer", "").endsWith("KryoSerializer")) {
      conf.setIfMissing("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");
    }
    if (Masters.isOnThisMachine(conf)) {
      // The executors run what this process runs.
      conf.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
    } else if (System.getProperty("SPARK_SUBMIT") == null) {
      ShippedJars.add(conf, System.getProperty("java.class.path"));
    }
    if (!Masters.isThisProcess(conf)) {
      SecretOptions.hide(conf);
    }
    RunPlugin.add(conf, RunPlugin.class);
    if (conf.getBoolean("spark.ui.enabled", true)) {
      prometheus();
    }
    Gpus.settle(conf);
    Masters.checkFit(conf);
    return conf;
  }

  /** The driver's page also has the run's figures, for who collects them. */
  private void prometheus() {
    conf.setIfMissing("spark.ui.prometheus.enabled", "true");
    String sink = "spark.metrics.conf.driver.sink.prometheusServlet.";
    conf.setIfMissing(sink + "class", "org.apache.spark.metrics.sink.PrometheusServlet");
    conf.setIfMissing(sink + "path", "/metrics/prometheus");
    // Else each metric's name would have the application's id.
    conf.setIfMissing("spark.metrics.namespace", "kindred");
  }

  private void memory() {
    ExecutorMemory memory = settings.memory();
    boolean here = Masters.isOnThisMachine(conf);
    // Elsewhere in each executor's own working directory: executors of one host would race.
    String cache = Natives.commonCache().filter(c -> here).map(Object::toString).orElse("javacpp");
    String options =
        quoted("-Dorg.bytedeco.javacpp.cachedir=" + cache)
            + (" -Dorg.bytedeco.javacpp.maxbytes=" + memory.maxBytes())
            + (" -Dorg.bytedeco.javacpp.maxphysicalbytes=" + memory.maxPhysicalBytes())
            + " -Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8";
    if (here) {
      // Beside the driver's, so that it goes with the run.
      options += " " + quoted("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    }
    conf.set(JAVA_OPTIONS, (options + " " + conf.get(JAVA_OPTIONS, "")).strip());
  }

  /** As Spark splits options. */
  private static String quoted(String option) {
    return option.contains(" ") ? '"' + option + '"' : option;
  }

  private void environment(String threads) {
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", threads);
    conf.setIfMissing("spark.executorEnv.OPENBLAS_NUM_THREADS", threads);
    conf.setIfMissing("spark.executorEnv.MALLOC_MMAP_THRESHOLD_", KEEP_BUFFERS);
    conf.setIfMissing("spark.executorEnv.MALLOC_TRIM_THRESHOLD_", KEEP_BUFFERS);
    conf.setIfMissing(
        "spark.executorEnv.LC_ALL",
        FileNames.locale(System.getenv(), Masters.isOnThisMachine(conf)));
    // Files are as private as the caller's umask makes them; Hadoop would open them to everybody.
    Umask.ofThisProcess()
        .filter(mask -> !Umask.isConfigured(conf))
        .ifPresent(mask -> conf.set(Umask.KEY, mask));
  }
}

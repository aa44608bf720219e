package dev.kindred.cli;

import dev.kindred.config.ExecutorMemory;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.SparkSettings;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Settings of Spark that training on it needs. What the user or {@code spark-submit} has set stays,
 * except for Java options, which are joined.
 */
@DriverOnly
public final class SparkSetup {
  /**
   * glibc would give large buffers back to the kernel after every step, at 15 to 20 % of the time.
   */
  private static final String KEEP_BUFFERS = Long.toString(32L << 30);

  private static final Pattern LOCAL = Pattern.compile("local(?:\\[([0-9*]+)(?:\\s*,.*)?])?");
  private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";

  private final KindredConfig config;
  private final SparkSettings settings;

  private SparkSetup(KindredConfig config) {
    this.config = config;
    this.settings = config.spark();
  }

  /**
   * Completes {@code given}.
   *
   * @param config checked configuration
   * @param given what {@code spark-submit} set, usually {@code new SparkConf()}; not modified
   * @throws KindredException with {@link Exit#USAGE} for settings under which Spark would wait for
   *     ever
   */
  public static SparkConf conf(KindredConfig config, SparkConf given) {
    return new SparkSetup(config).complete(given.clone());
  }

  /**
   * Starts Spark.
   *
   * @param conf from {@link #conf}
   * @param natives loads every native library that tasks use
   */
  public static JavaSparkContext start(SparkConf conf, Runnable natives) {
    if (isOnThisMachine(conf)) {
      Natives.unpack(natives);
    }
    return new JavaSparkContext(conf);
  }

  private static boolean isOnThisMachine(SparkConf conf) {
    return conf.get("spark.master").startsWith("local-cluster");
  }

  private SparkConf complete(SparkConf conf) {
    settings.conf().forEach(conf::set);
    conf.setIfMissing("spark.master", settings.master().orElseGet(this::executorsOnThisMachine));
    conf.setIfMissing("spark.app.name", "kindred");
    String master = conf.get("spark.master");
    int cores = cores(master);
    conf.setIfMissing("spark.executor.instances", Integer.toString(settings.executors()));
    conf.setIfMissing("spark.executor.cores", Integer.toString(cores));
    conf.setIfMissing("spark.cores.max", Integer.toString(cores * settings.executors()));
    // One training task at a time in an executor: its threads belong to that task's kernels.
    conf.setIfMissing("spark.task.cpus", conf.get("spark.executor.cores"));
    conf.setIfMissing("spark.task.maxFailures", Integer.toString(config.train().maxTaskFailures()));
    memory(conf);
    environment(conf);
    // Every executor takes part in every round, wherever its data are.
    conf.setIfMissing("spark.locality.wait", "0");
    // One late executor in the first round would leave its batches to the others.
    conf.setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1.0");
    conf.setIfMissing("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");
    // Parameters do not compress, and results of a round are as large as the model.
    conf.setIfMissing("spark.broadcast.compress", "false");
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    conf.setIfMissing("spark.ui.enabled", Boolean.toString(settings.ui()));
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    if (conf.get("spark.serializer", "").endsWith("KryoSerializer")) {
      conf.setIfMissing("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");
    }
    if (isOnThisMachine(conf)) {
      // The executors run what this process runs.
      conf.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
    } else if (System.getProperty("SPARK_SUBMIT") == null) {
      ShippedJars.add(conf, System.getProperty("java.class.path"));
    }
    gpus(conf, LOCAL.matcher(master).matches());
    return conf;
  }

  private String executorsOnThisMachine() {
    return "local-cluster["
        + settings.executors()
        + ","
        + settings.executorCores()
        + ","
        + settings.memory().heapMb()
        + "]";
  }

  private int cores(String master) {
    Matcher local = LOCAL.matcher(master);
    if (!local.matches()) {
      return settings.executorCores();
    }
    String threads = local.group(1);
    if (threads == null) {
      return 1;
    }
    return threads.equals("*")
        ? Runtime.getRuntime().availableProcessors()
        : Integer.parseInt(threads);
  }

  private void memory(SparkConf conf) {
    ExecutorMemory memory = settings.memory();
    conf.setIfMissing("spark.executor.memory", memory.heapMb() + "m");
    conf.setIfMissing("spark.executor.memoryOverhead", memory.overheadMb() + "m");
    // Elsewhere in each executor's own working directory: executors of one host would race.
    String cache =
        Natives.commonCache()
            .filter(c -> isOnThisMachine(conf))
            .map(Object::toString)
            .orElse("javacpp");
    String options =
        ("-Dorg.bytedeco.javacpp.cachedir=" + cache)
            + (" -Dorg.bytedeco.javacpp.maxbytes=" + memory.maxBytes())
            + (" -Dorg.bytedeco.javacpp.maxphysicalbytes=" + memory.maxPhysicalBytes());
    conf.set(JAVA_OPTIONS, (options + " " + conf.get(JAVA_OPTIONS, "")).strip());
  }

  private static void environment(SparkConf conf) {
    String threads = conf.get("spark.executor.cores");
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", threads);
    conf.setIfMissing("spark.executorEnv.OPENBLAS_NUM_THREADS", threads);
    conf.setIfMissing("spark.executorEnv.MALLOC_MMAP_THRESHOLD_", KEEP_BUFFERS);
    conf.setIfMissing("spark.executorEnv.MALLOC_TRIM_THRESHOLD_", KEEP_BUFFERS);
  }

  private void gpus(SparkConf conf, boolean local) {
    String key = "spark.executor.resource.gpu.amount";
    if (settings.executorGpus() > 0) {
      conf.setIfMissing(key, Integer.toString(settings.executorGpus()));
    }
    if (conf.getInt(key, 0) == 0) {
      return;
    }
    if (local) {
      throw new KindredException(
          Exit.USAGE,
          "master "
              + conf.get("spark.master")
              + " never grants GPUs and would wait for ever; use"
              + " --master 'local-cluster[1,1,4096]' or a cluster, or"
              + " --set spark.executor-gpus=0");
    }
    conf.setIfMissing("spark.task.resource.gpu.amount", conf.get(key));
    String home = System.getenv("KINDRED_HOME");
    if (home != null) {
      conf.setIfMissing(
          "spark.executor.resource.gpu.discoveryScript", home + "/submit/discover-gpus");
    }
  }
}

package dev.kindred.cli;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.kindred.config.SecretValues;
import dev.kindred.engine.choice.NativeSearch;
import dev.kindred.run.LiveMetrics;
import dev.kindred.run.Metric;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import scala.Tuple2;

/**
 * What every process of a run gets by Spark's own way: the run's figures in Spark's metrics system,
 * and in executors the form of the log, without secrets, and where native libraries are looked for.
 */
public final class RunPlugin implements SparkPlugin {
  static final String PLUGINS = "spark.plugins";
  private static final String RUN = "spark.kindred.run";
  private static final String JSON = "spark.kindred.log.json";

  private static final List<Metric> OF_RUN =
      List.of(
          Metric.LOSS,
          Metric.LEARNING_RATE,
          Metric.IMAGES_PER_SECOND,
          Metric.INPUT_WAIT_SHARE,
          Metric.ROUND_SECONDS,
          Metric.ROUND_INPUT_SECONDS,
          Metric.ROUND_COMPUTE_SECONDS,
          Metric.ROUND_SEND_SECONDS,
          Metric.ROUND_AVERAGE_SECONDS,
          Metric.VALIDATION_RECALL_AT_1,
          Metric.PREPARE_IMAGES_PER_SECOND);

  private static final List<Metric> OF_EXECUTOR =
      List.of(
          Metric.EXECUTOR_IMAGES, Metric.EXECUTOR_INPUT_SECONDS, Metric.EXECUTOR_COMPUTE_SECONDS);

  /** Called by Spark. */
  public RunPlugin() {}

  /** Adds a plugin to those that are set. */
  static void add(SparkConf conf, Class<? extends SparkPlugin> plugin) {
    if (!List.of(conf.get(PLUGINS, "").split(",", -1)).contains(plugin.getName())) {
      conf.set(
          PLUGINS,
          Stream.of(conf.get(PLUGINS, ""), plugin.getName())
              .filter(name -> !name.isEmpty())
              .collect(Collectors.joining(",")));
    }
  }

  /** Says whose executors they will be. */
  static void of(SparkConf conf, String run, boolean json) {
    conf.set(RUN, run).set(JSON, Boolean.toString(json));
  }

  private static void register(MetricRegistry registry, List<Metric> metrics) {
    LiveMetrics live = LiveMetrics.ofThisProcess();
    for (Metric metric : metrics) {
      Gauge<Double> gauge = () -> live.get(metric);
      registry.register(metric.key(), gauge);
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public void registerMetrics(String unused, PluginContext context) {
        register(context.metricRegistry(), OF_RUN);
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> unused) {
        register(context.metricRegistry(), OF_EXECUTOR);
        if (context.executorID().equals("driver")) {
          // Tasks in the driver's own process, whose log has its form.
          return;
        }
        NativeSearch.narrow();
        SecretValues secrets = new SecretValues();
        secrets.learn(System.getenv());
        System.getProperties()
            .forEach((k, v) -> secrets.learn(String.valueOf(k), String.valueOf(v)));
        SparkConf conf = context.conf();
        for (Tuple2<String, String> setting : conf.getAll()) {
          secrets.learn(setting._1(), setting._2());
        }
        Logs.shape(
            new LogShape(
                secrets,
                conf.get(RUN, ""),
                "executor " + context.executorID(),
                conf.getBoolean(JSON, false)));
      }
    };
  }
}

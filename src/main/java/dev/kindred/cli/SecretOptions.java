package dev.kindred.cli;

import dev.kindred.config.SecretValues;
import dev.kindred.config.Secrets;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import scala.Tuple2;

/**
 * Brings secret system properties to executors by Spark's own messages. As Java options, such as
 * {@code -Djavax.net.ssl.keyStorePassword}, they would stand in the executors' command lines, which
 * every user of their machines can read.
 */
public final class SecretOptions implements SparkPlugin {
  private static final String CARRIED = "spark.kindred.property.";
  private static final List<String> OPTIONS =
      List.of("spark.executor.extraJavaOptions", "spark.executor.defaultJavaOptions");
  private static final Pattern OPTION =
      Pattern.compile(
          "\"-D([^=\"]+)=([^\"]*)\"|'-D([^=']+)=([^']*)'|-D([\\w.-]+)=(\"[^\"]*\"|'[^']*'|\\S+)");

  /** Called by Spark. */
  public SecretOptions() {}

  /** Takes the secrets out of the options for executors, where they are processes. */
  static void hide(SparkConf conf) {
    conf.setIfMissing("spark.redaction.regex", Secrets.NAMES);
    for (String key : OPTIONS) {
      if (conf.contains(key)) {
        conf.set(key, without(conf, conf.get(key)));
      }
    }
    SecretValues secrets = new SecretValues();
    for (Tuple2<String, String> setting : conf.getAll()) {
      secrets.learn(setting._1(), setting._2());
      refuseOnCommandLine(setting._1());
    }
    if (!secrets.isEmpty()) {
      RunPlugin.add(conf, SecretOptions.class);
    }
  }

  /** Spark starts executors with some settings as options; its own passwords are not among them. */
  private static void refuseOnCommandLine(String key) {
    if (Secrets.isKey(key) && SparkConf.isExecutorStartupConf(key)) {
      throw new KindredException(
          Exit.USAGE,
          key
              + " would be in the executors' command lines, where everybody can read it; give it to"
              + " executors as spark.executorEnv.NAME");
    }
  }

  private static String without(SparkConf conf, String options) {
    Matcher option = OPTION.matcher(options);
    StringBuilder rest = new StringBuilder();
    while (option.find()) {
      List<String> parts = new ArrayList<>();
      for (int i = 1; i <= option.groupCount(); i++) {
        if (option.group(i) != null) {
          parts.add(option.group(i));
        }
      }
      boolean secret = Secrets.isIn(parts.get(0), parts.get(1));
      if (secret) {
        conf.set(CARRIED + parts.get(0), parts.get(1).replaceAll("^[\"']|[\"']$", ""));
      }
      option.appendReplacement(rest, secret ? "" : Matcher.quoteReplacement(option.group()));
    }
    return option.appendTail(rest).toString().strip();
  }

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> unused) {
        for (Tuple2<String, String> setting : context.conf().getAll()) {
          if (setting._1().startsWith(CARRIED)) {
            System.setProperty(setting._1().substring(CARRIED.length()), setting._2());
          }
        }
      }
    };
  }
}

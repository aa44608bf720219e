package dev.kindred.cli;

import dev.kindred.config.SecretValues;
import dev.kindred.run.DriverOnly;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** Hadoop's own configuration with what Spark's settings say of it. */
@DriverOnly
final class HadoopSettings {
  private static final String PREFIX = "spark.hadoop.";

  private HadoopSettings() {}

  /** As Spark makes it for its context; its secrets become known. */
  static Configuration of(SparkConf spark, SecretValues secrets) {
    Configuration hadoop = new Configuration();
    for (Tuple2<String, String> setting : spark.getAll()) {
      if (setting._1().startsWith(PREFIX)) {
        hadoop.set(setting._1().substring(PREFIX.length()), setting._2());
      }
    }
    hadoop.forEach(setting -> secrets.learn(setting.getKey(), setting.getValue()));
    return hadoop;
  }
}

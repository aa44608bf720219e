package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ShippedJarsTest {
  private static final String CLASS_PATH =
      String.join(
          File.pathSeparator,
          "/k/kindred.jar",
          "/k/classes",
          "/m2/org/apache/spark/spark-core.jar",
          "/m2/org/nd4j/nd4j-api.jar");

  private static SparkConf shipped(String master) {
    SparkConf conf = new SparkConf(false).setMaster(master);
    ShippedJars.add(conf, CLASS_PATH);
    return conf;
  }

  @Test
  void toYarnEverythingTravels() {
    assertThat(shipped("yarn").get("spark.yarn.jars"))
        .isEqualTo(
            "file:///k/kindred.jar,file:///m2/org/apache/spark/spark-core.jar,"
                + "file:///m2/org/nd4j/nd4j-api.jar");
  }

  @Test
  void toAStandaloneClusterWhatSparkDoesNotBring() {
    assertThat(shipped("spark://host:7077").get("spark.jars"))
        .isEqualTo("file:///k/kindred.jar,file:///m2/org/nd4j/nd4j-api.jar");
  }

  @Test
  void nothingTravelsOnThisMachine() {
    assertThat(shipped("local[1]").contains("spark.jars")).isFalse();
    assertThat(shipped("local-cluster[1,1,512]").contains("spark.jars")).isFalse();
  }
}

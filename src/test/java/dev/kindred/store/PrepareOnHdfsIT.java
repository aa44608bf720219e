package dev.kindred.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.Miniatures;
import dev.kindred.dataset.ReadOptions;
import dev.kindred.dataset.Split;
import dev.kindred.image.Limits;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw images and store on a real HDFS of two DataNodes, one of which is lost. */
@Tag("real")
class PrepareOnHdfsIT {
  @TempDir Path dir;

  @Test
  void packsReadsAndSurvivesADataNode() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, dir.resolve("hdfs").toString());
    conf.setInt("dfs.replication", 2);
    Path local = dir.resolve("raw");
    Miniatures.write("table", local, 3, 4);
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(2).build();
        JavaSparkContext spark =
            new JavaSparkContext(
                new SparkConf()
                    .setMaster("local[2]")
                    .setAppName("PrepareOnHdfsIT")
                    .set("spark.ui.enabled", "false"))) {
      FileSystem fs = hdfs.getFileSystem();
      copy(local.toFile(), fs, new org.apache.hadoop.fs.Path("/data"));
      String base = fs.getUri().toString();
      PrepareSettings settings =
          new PrepareSettings(
              base + "/data",
              "auto",
              base + "/store",
              new ReadOptions(true, 0.5),
              40,
              95,
              Limits.ofPixels(1 << 20),
              10_000,
              0);
      PrepareResult first = new PrepareJob(spark, settings).run();
      assertThat(first.store().index().ids(Split.TRAIN)).hasSize(12);
      hdfs.stopDataNode(0);
      PrepareResult again = new PrepareJob(spark, settings).run();
      assertThat(again.unchanged()).isTrue();
      ImageStore store = again.store().cached(1 << 20);
      assertThat(readAll(conf, store)).isPositive();
      hdfs.stopDataNode(0);
      assertThat(readAll(conf, store)).as("from the local disk alone").isPositive();
    }
  }

  private static long readAll(Configuration conf, ImageStore store) throws IOException {
    long bytes = 0;
    try (StoreReader reader = new StoreReader(conf, store.location(), store.index(), 0)) {
      for (int id : store.index().ids(Split.TEST)) {
        bytes += reader.read(id).length;
      }
    }
    return bytes;
  }

  /** By hand: Hadoop's own copy takes a colon or a per cent sign in a name for its own. */
  private static void copy(File from, FileSystem fs, org.apache.hadoop.fs.Path to)
      throws IOException {
    for (File f : from.listFiles()) {
      org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(to, f.getName());
      if (f.isDirectory()) {
        copy(f, fs, target);
      } else {
        fs.copyFromLocalFile(new org.apache.hadoop.fs.Path(f.toURI()), target);
      }
    }
  }
}

package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.testing.SparkDistribution;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real YARN of two machines with HDFS as the default file system, an installed Spark, the
 * assembled jar, the scripts. Data and configuration are on the user's machine alone.
 */
@Tag("real")
@Timeout(1800)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BothModesOnYarnIT {
  private static final String[] SAVING = {"--set", Scripts.SAVING};

  @TempDir private static java.nio.file.Path temp;
  private static MiniDFSCluster hdfs;
  private static MiniYARNCluster yarn;
  private static FileSystem fs;
  private static Scripts scripts;
  private static byte[] reference;

  @BeforeAll
  static void cluster() throws IOException {
    hdfs =
        new MiniDFSCluster.Builder(new Configuration(), temp.resolve("hdfs").toFile())
            .numDataNodes(1)
            .build();
    fs = hdfs.getFileSystem();
    YarnConfiguration conf = new YarnConfiguration();
    conf.set("fs.defaultFS", hdfs.getURI().toString());
    conf.setInt("yarn.nodemanager.resource.memory-mb", 8192);
    conf.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", 8192);
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.setInt("yarn.scheduler.capacity.root.default.capacity", 100);
    conf.setInt("yarn.scheduler.capacity.maximum-am-resource-percent", 1);
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    // A disk of the machine that runs the tests may be nearly full.
    conf.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
    System.setProperty("test.build.data", temp.resolve("yarn").toString());
    yarn = new MiniYARNCluster("kindred", 2, 1, 1);
    yarn.init(conf);
    yarn.start();
    java.nio.file.Path site = Files.createDirectory(temp.resolve("conf"));
    Configuration running = yarn.getConfig();
    // Spark's classes read the two files by name.
    for (String name : List.of("core-site.xml", "yarn-site.xml")) {
      try (OutputStream out = Files.newOutputStream(site.resolve(name))) {
        running.writeXml(out);
      }
    }
    scripts =
        new Scripts(
            Files.createDirectory(temp.resolve("user")),
            Map.of("HADOOP_CONF_DIR", site.toString()));
    reference = scripts.reference();
  }

  @AfterAll
  static void stop() throws IOException {
    if (scripts != null) {
      scripts.close();
    }
    if (yarn != null) {
      yarn.close();
    }
    if (hdfs != null) {
      hdfs.close();
    }
  }

  private static String[] args(String command, String mode, String run, String... more)
      throws IOException {
    String java = System.getProperty("java.home");
    List<String> args =
        new ArrayList<>(List.of(command, "--config", "tiny.conf", "--set", "run.path=" + run));
    args.addAll(List.of("--master", "yarn", "--deploy-mode", mode));
    // Machines with an installation of their own: nothing but Kindred travels.
    args.add("--conf");
    args.add("spark.yarn.jars=local:" + SparkDistribution.home().resolve("jars") + "/*");
    args.addAll(List.of("--conf", "spark.yarn.appMasterEnv.JAVA_HOME=" + java));
    args.addAll(List.of("--conf", "spark.executorEnv.JAVA_HOME=" + java));
    // YARN hands on nothing of the environment that is not asked for.
    String options = System.getenv("JAVA_TOOL_OPTIONS");
    if (options != null) {
      args.addAll(List.of("--conf", "spark.yarn.appMasterEnv.JAVA_TOOL_OPTIONS=" + options));
      args.addAll(List.of("--conf", "spark.executorEnv.JAVA_TOOL_OPTIONS=" + options));
    }
    args.addAll(List.of("--conf", "spark.driver.memoryOverhead=512m"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private static byte[] tensors(String run) throws IOException {
    try (var in = fs.open(new Path(run + "/model/weights.safetensors"))) {
      return Scripts.tensors(in.readAllBytes());
    }
  }

  @Test
  @Order(1)
  void inClusterModeALostContainerAndALostDriverChangeNothing() throws Exception {
    Scripts.Running running = scripts.start(args("run", "cluster", "/runs/one", SAVING));
    awaitRound(1, running);
    Scripts.javaWith("CoarseGrainedExecutorBackend", "--executor-id 2").destroyForcibly();
    awaitRound(2, running);
    // YARN starts a second one, which goes on from the checkpoint.
    Scripts.javaWith("ApplicationMaster").destroyForcibly();
    boolean early = !fs.exists(checkpoint(Scripts.ROUNDS));
    Scripts.Ended ended = running.await();
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(early).as("both were lost before the last round").isTrue();
    assertThat(ended.out()).contains("/runs/one");
    assertThat(ended.err()).contains("data.path = data is not at hdfs://");
    assertThat(tensors("/runs/one")).isEqualTo(reference);
  }

  private static Path checkpoint(int round) {
    return new Path("/runs/one/checkpoints/round-%08d".formatted(round));
  }

  private static void awaitRound(int round, Scripts.Running running) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(12))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !running.process().isAlive() || fs.exists(checkpoint(round)));
    assertThat(running.process().isAlive()).as("it runs still").isTrue();
  }

  @Test
  @Order(2)
  void whatNeedsNoExecutorsEndsWellToo() throws Exception {
    Scripts.Ended again = scripts.run(args("run", "cluster", "/runs/one", SAVING));
    assertThat(again.code()).as(again.err()).isZero();
    Scripts.Ended export = scripts.run(args("export", "cluster", "/runs/one", SAVING));
    assertThat(export.code()).as(export.err()).isZero();
    assertThat(fs.listStatus(new Path("/runs/one/model/export"))).isNotEmpty();
  }

  @Test
  @Order(3)
  void whatIsWrongIsSaidWithoutACluster() throws Exception {
    Scripts.Ended key = scripts.run(args("run", "cluster", "/runs/two", "--set", "train.sede=1"));
    assertThat(key.code()).isEqualTo(64);
    assertThat(key.err()).contains("kindred.train.sede is not a key");
    Scripts.Ended weights =
        scripts.run(args("run", "client", "/runs/two", "--set", "backbone.weights=no.pth"));
    assertThat(weights.code()).as(weights.err()).isEqualTo(65);
    assertThat(weights.err())
        .contains("no weights at no.pth at hdfs://")
        .contains("the default file system, nor on this machine");
  }

  @Test
  @Order(4)
  void inClientModeTheResultIsTheSame() throws Exception {
    Scripts.Ended ended = scripts.run(args("run", "client", "/runs/three"));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(tensors("/runs/three")).isEqualTo(reference);
  }

  @Test
  @Order(5)
  void theQuickstartRunsThere() throws Exception {
    List<String> args = new ArrayList<>(List.of(args("", "cluster", "/runs/quickstart")));
    // The script has both itself.
    args.removeAll(List.of("", "--config", "tiny.conf"));
    // A part of its images, since each becomes a file on HDFS.
    Emoji.copy(temp.resolve("emoji"), 12, 4);
    args.addAll(List.of("--set", "data.path=" + temp.resolve("emoji")));
    args.addAll(List.of("--set", "sampling.classes-per-batch=4"));
    args.addAll(List.of("--set", "train.images-seen=320"));
    Scripts.Ended ended = scripts.startScript("quickstart", args.toArray(String[]::new)).await();
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(fs.exists(new Path("/runs/quickstart/report.html"))).isTrue();
    assertThat(fs.exists(new Path("/runs/quickstart/_SUCCESS"))).isTrue();
  }
}

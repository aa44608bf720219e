package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.Known;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSetupTest {
  static KindredConfig config(String... overrides) {
    List<String> all = new ArrayList<>(List.of("data.path=x"));
    all.addAll(List.of(overrides));
    return new ConfigReader(new Known(List.of("bn-inception"), List.of(), (n, losses, dim) -> {}))
        .read(Optional.empty(), all);
  }

  private static SparkConf conf(SparkConf given, String... overrides) {
    return SparkSetup.conf(config(overrides), given);
  }

  static SparkConf none() {
    return new SparkConf(false);
  }

  @Test
  void defaultsToTwoExecutorProcesses() {
    SparkConf conf = conf(none());
    assertThat(conf.get("spark.master")).isEqualTo("local-cluster[2,1,2048]");
    assertThat(conf.get("spark.executor.memory")).isEqualTo("2048m");
    assertThat(conf.get("spark.executor.memoryOverhead")).isEqualTo("3456m");
    assertThat(conf.get("spark.task.cpus")).isEqualTo("1");
    assertThat(conf.get("spark.locality.wait")).isEqualTo("0");
    assertThat(conf.get("spark.executor.extraJavaOptions"))
        .contains("-Dorg.bytedeco.javacpp.maxbytes=" + (3072L << 20))
        .contains("-Dorg.bytedeco.javacpp.maxphysicalbytes=" + (5504L << 20));
    assertThat(conf.get("spark.executorEnv.MALLOC_TRIM_THRESHOLD_")).isEqualTo("34359738368");
    assertThat(conf.get("spark.executor.extraClassPath")).isNotEmpty();
  }

  @Test
  void oneTaskHasAllCoresOfItsExecutor() {
    SparkConf conf = conf(none(), "spark.executors=3", "spark.executor-cores=4");
    assertThat(conf.get("spark.executor.cores")).isEqualTo("4");
    assertThat(conf.get("spark.task.cpus")).isEqualTo("4");
    assertThat(conf.get("spark.cores.max")).isEqualTo("12");
    assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("4");
  }

  @Test
  void aLocalClusterHasAsManyExecutorsAsItsMasterSays() {
    SparkConf conf = conf(none(), "spark.executors=2", "spark.master=\"local-cluster[3,1,4096]\"");
    assertThat(conf.get("spark.cores.max")).isEqualTo("3");
  }

  @Test
  void oneTaskHasAllThreadsOfALocalMaster() {
    assertThat(conf(none(), "spark.master=local[3]").get("spark.task.cpus")).isEqualTo("3");
    assertThat(conf(none(), "spark.master=local").get("spark.task.cpus")).isEqualTo("1");
    assertThat(conf(none(), "spark.master=local[*]").getInt("spark.task.cpus", 0))
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(conf(none(), "spark.master=local[2,4]").get("spark.task.cpus")).isEqualTo("2");
  }

  @Test
  void whatIsGivenStays() {
    SparkConf given =
        none()
            .setMaster("yarn")
            .set("spark.executor.memory", "9g")
            .set("spark.executor.extraJavaOptions", "-Da=b");
    SparkConf conf = conf(given, "spark.conf={\"spark.yarn.queue\" = gpu}");
    assertThat(conf.get("spark.master")).isEqualTo("yarn");
    assertThat(conf.get("spark.executor.memory")).isEqualTo("9g");
    assertThat(conf.get("spark.executor.extraJavaOptions")).startsWith("-Dorg.").endsWith(" -Da=b");
    assertThat(conf.get("spark.yarn.queue")).isEqualTo("gpu");
    assertThat(conf.contains("spark.executor.extraClassPath")).isFalse();
    assertThat(given.get("spark.executor.extraJavaOptions")).isEqualTo("-Da=b");
  }

  @Test
  void kryoLearnsOfArrays() {
    SparkConf given = none().set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    assertThat(conf(given).get("spark.kryo.registrator"))
        .isEqualTo("org.nd4j.kryo.Nd4jRegistrator");
    assertThat(conf(none()).contains("spark.kryo.registrator")).isFalse();
  }

  @Test
  void gpusAreAskedForByExecutorAndTask() {
    SparkConf conf = conf(none().setMaster("yarn"), "spark.executor-gpus=1");
    assertThat(conf.get("spark.executor.resource.gpu.amount")).isEqualTo("1");
    assertThat(conf.get("spark.task.resource.gpu.amount")).isEqualTo("1");
    assertThat(dev.kindred.engine.TaskGpus.addresses()).isEmpty();
    assertThat(conf.get("spark.executorEnv.CUDA_DEVICE_ORDER")).isEqualTo("PCI_BUS_ID");
  }

  @Test
  void kubernetesIsToldWhoseGpusTheyAre() {
    String vendor = "spark.executor.resource.gpu.vendor";
    SparkConf pods = none().setMaster("k8s://https://h:6443");
    assertThat(conf(pods, "spark.executor-gpus=1").get(vendor)).isEqualTo("nvidia.com");
    assertThat(conf(pods.set(vendor, "amd.com"), "spark.executor-gpus=1").get(vendor))
        .isEqualTo("amd.com");
    assertThat(conf(none().setMaster("yarn"), "spark.executor-gpus=1").contains(vendor)).isFalse();
  }

  @Test
  void aMasterThatTheStartScriptDidNotSeeIsRefused() {
    Map<String, String> marked = Map.of(Loopback.MARK, "1");
    SparkConf cluster = new SparkConf(false).setMaster("spark://h:7077");
    assertThatThrownBy(() -> Loopback.check(cluster, marked))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageEndingWith("give it as --master spark://h:7077");
    Loopback.check(cluster, Map.of());
    Loopback.check(cluster.clone().set("spark.driver.host", "h"), marked);
    Loopback.check(new SparkConf(false).setMaster("local[2]"), marked);
    Loopback.check(new SparkConf(false).setMaster("local-cluster[1,1,700]"), marked);
  }

  @Test
  void gpusOnALocalMasterWouldWaitForEver() {
    assertThatThrownBy(() -> conf(none(), "spark.executor-gpus=1", "spark.master=local[2]"))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageStartingWith("master local[2] never grants GPUs and would wait for ever; use");
    SparkConf given = none().setMaster("local").set("spark.executor.resource.gpu.amount", "1");
    assertThatThrownBy(() -> conf(given)).hasMessageContaining("would wait for ever");
  }
}

package dev.kindred.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;

/** What Spark must know to hand out GPUs, and whether this machine has what is asked of it. */
@DriverOnly
final class Gpus {
  private static final String TASK = "spark.task.resource.gpu.amount";
  private static final String SCRIPT = "spark.executor.resource.gpu.discoveryScript";
  private static final String WORKER = "spark.worker.resource.gpu.";
  private static final String NAME = "discover-gpus";
  private static final String SHIPPED = "spark.yarn.dist.files";
  private static final int PATIENCE_SECONDS = 30;
  private static final String OTHERWISE = "; without GPUs: --set spark.executor-gpus=0";

  private Gpus() {}

  /** GPUs of an executor. */
  static int asked(SparkConf conf) {
    return conf.getInt(SparkLayers.GPUS, 0);
  }

  /**
   * Completes what is set of GPUs.
   *
   * @throws KindredException with {@link Exit#USAGE} where none would ever be granted
   */
  static void settle(SparkConf conf) {
    if (asked(conf) == 0) {
      conf.remove(SparkLayers.GPUS).remove(TASK);
      return;
    }
    if (Masters.isThisProcess(conf)) {
      throw new KindredException(
          Exit.USAGE,
          "master "
              + conf.get(SparkLayers.MASTER)
              + " never grants GPUs and would wait for ever; use"
              + " --master 'local-cluster[1,1,4096]' or a cluster, or"
              + " --set spark.executor-gpus=0");
    }
    conf.setIfMissing(TASK, conf.get(SparkLayers.GPUS));
    // CUDA counts as nvidia-smi does, and cuBLAS gives the same bits.
    conf.setIfMissing("spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    conf.setIfMissing("spark.executorEnv.CUBLAS_WORKSPACE_CONFIG", ":4096:8");
    if (isKubernetes(conf)) {
      // Without it Spark asks for no pod, and says why in its log alone.
      conf.setIfMissing("spark.executor.resource.gpu.vendor", "nvidia.com");
    }
    script(conf).ifPresent(script -> conf.setIfMissing(SCRIPT, script));
    if (Masters.isOnThisMachine(conf) && !conf.contains("spark.worker.resourcesFile")) {
      onThisMachine(conf);
    }
  }

  private static boolean isKubernetes(SparkConf conf) {
    return conf.get(SparkLayers.MASTER).startsWith("k8s:");
  }

  /** Where an executor finds the script that tells it its GPUs. */
  private static Optional<String> script(SparkConf conf) {
    String master = conf.get(SparkLayers.MASTER);
    Optional<String> here =
        Optional.ofNullable(System.getenv("KINDRED_HOME")).map(h -> h + "/submit/" + NAME);
    if (isKubernetes(conf)) {
      return Optional.of("/opt/kindred/submit/" + NAME);
    }
    if (!master.equals("yarn")) {
      return here;
    }
    // It travels into each container's folder; spark-submit was given it already.
    if (here.isPresent() && !conf.get(SHIPPED, "").contains(NAME)) {
      String others = conf.get(SHIPPED, "");
      conf.set(SHIPPED, (others.isEmpty() ? "" : others + ",") + "file://" + here.get());
    }
    return Optional.of("./" + NAME);
  }

  /** The workers are in this process, and a discovery that fails would end it. */
  private static void onThisMachine(SparkConf conf) {
    String script = conf.get(WORKER + "discoveryScript", conf.get(SCRIPT, ""));
    if (script.isEmpty()) {
      throw refused(conf, "nothing says which GPUs this machine has; set " + SCRIPT);
    }
    int found = discovered(conf, script);
    int needed = conf.getInt(WORKER + "amount", asked(conf));
    if (found < Math.max(needed, asked(conf))) {
      throw refused(conf, script + " finds " + found + " on this machine");
    }
    conf.set(WORKER + "amount", Integer.toString(needed));
    conf.set(WORKER + "discoveryScript", script);
  }

  private static int discovered(SparkConf conf, String script) {
    Process process = null;
    try {
      process = new ProcessBuilder(script).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw refused(conf, script + " gives no answer within " + PATIENCE_SECONDS + " s");
      }
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw refused(
            conf, script + " finds none on this machine: it ended with " + process.exitValue());
      }
      JsonNode addresses = new ObjectMapper().readTree(answer).path("addresses");
      return addresses.size();
    } catch (IOException e) {
      throw refused(conf, script + " cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(conf, script + " was interrupted");
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  private static KindredException refused(SparkConf conf, String why) {
    return new KindredException(
        Exit.USAGE,
        "an executor is to have "
            + SparkLayers.GPUS
            + "="
            + conf.get(SparkLayers.GPUS)
            + ", but "
            + why
            + OTHERWISE);
  }
}

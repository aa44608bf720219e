package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.DeployMessages.MasterStateResponse;
import org.apache.spark.deploy.DeployMessages.RequestMasterState$;
import org.apache.spark.deploy.master.WorkerInfo;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import scala.reflect.ClassTag$;

/**
 * What the workers of a standalone master have. The question is the one that the master's own web
 * page asks; it is no public interface of Spark, and whatever goes wrong is answered by nothing.
 *
 * @param workers alive
 */
@DriverOnly
record StandaloneWorkers(List<Worker> workers) {
  private static final String SCHEME = "spark://";

  /** All that a worker has, in use or not. */
  record Worker(int cores, int memoryMb, int gpus) {
    boolean holds(Worker executor) {
      return cores >= executor.cores && memoryMb >= executor.memoryMb && gpus >= executor.gpus;
    }

    @Override
    public String toString() {
      return "%d cores, %d MiB, %d GPUs".formatted(cores, memoryMb, gpus);
    }
  }

  StandaloneWorkers {
    workers = List.copyOf(workers);
  }

  /** Asks the master that {@code conf} names; empty when it is none of that kind, or silent. */
  static Optional<StandaloneWorkers> ask(SparkConf conf) {
    String master = conf.get(SparkLayers.MASTER);
    SparkEnv env = SparkEnv.get();
    if (!master.startsWith(SCHEME) || env == null) {
      return Optional.empty();
    }
    for (String one : master.substring(SCHEME.length()).split(",", -1)) {
      try {
        RpcEndpointRef ref =
            env.rpcEnv().setupEndpointRef(RpcAddress.fromSparkURL(SCHEME + one), "Master");
        MasterStateResponse state =
            ref.askSync(
                RequestMasterState$.MODULE$, ClassTag$.MODULE$.apply(MasterStateResponse.class));
        return Optional.of(of(state.workers()));
      } catch (Exception | LinkageError e) {
        // The next one may answer; a shorter line does without.
      }
    }
    return Optional.empty();
  }

  private static StandaloneWorkers of(WorkerInfo[] infos) {
    List<Worker> workers = new ArrayList<>();
    for (WorkerInfo info : infos) {
      if (info.isAlive()) {
        var gpus = info.resources().get("gpu");
        workers.add(
            new Worker(
                info.cores(), info.memory(), gpus.isEmpty() ? 0 : gpus.get().addresses().size()));
      }
    }
    return new StandaloneWorkers(workers);
  }

  /** Whether no worker, even an idle one, could hold an executor. */
  boolean rulesOut(Worker executor) {
    return !workers.isEmpty() && workers.stream().noneMatch(w -> w.holds(executor));
  }

  @Override
  public String toString() {
    return workers.stream()
        .max(
            Comparator.comparingInt(Worker::gpus)
                .thenComparingInt(Worker::memoryMb)
                .thenComparingInt(Worker::cores))
        .map(w -> "has %d workers, the largest with %s".formatted(workers.size(), w))
        .orElse("has no workers");
  }
}

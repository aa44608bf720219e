package dev.kindred.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * A standalone cluster on this machine whose workers have addresses of their own: Spark runs a task
 * speculatively only on another host. Executors are processes, as in {@code local-cluster}, where
 * all workers are one host.
 *
 * @param url of the master
 * @param parts what is stopped in the end
 */
record LocalCluster(String url, List<RpcEnv> parts) implements AutoCloseable {
  /**
   * @param dir of the executors' logs
   * @param hosts addresses of the workers, each with one core
   * @param memoryMb of each worker
   */
  static LocalCluster start(Path dir, List<String> hosts, int memoryMb) {
    SparkConf conf =
        new SparkConf()
            .set("spark.master.rest.enabled", "false")
            .set("spark.master.ui.port", "0")
            .set("spark.worker.ui.port", "0");
    List<RpcEnv> parts = new ArrayList<>();
    RpcEnv master = Master.startRpcEnvAndEndpoint(hosts.get(0), 0, 0, conf)._1();
    String url = "spark://" + master.address().hostPort();
    for (int i = 0; i < hosts.size(); i++) {
      parts.add(
          Worker.startRpcEnvAndEndpoint(
              hosts.get(i),
              0,
              0,
              1,
              memoryMb,
              new String[] {url},
              dir.resolve("worker-" + i).toString(),
              Option.apply(i),
              conf,
              Option.empty()));
    }
    parts.add(master);
    return new LocalCluster(url, parts);
  }

  @Override
  public void close() {
    for (RpcEnv part : parts) {
      part.shutdown();
      part.awaitTermination();
    }
  }
}

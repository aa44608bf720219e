package dev.kindred.doctor;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;

/**
 * A process of the cluster.
 *
 * @param id as Spark names it
 * @param host where it runs
 */
public record Peer(String id, String host) implements Serializable {
  /** This process, inside a task. */
  static Peer here() {
    return new Peer(SparkEnv.get().executorId(), Utils.localHostName());
  }

  @Override
  public String toString() {
    return "executor " + id + " on " + host;
  }
}

package dev.kindred.engine.exchange;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;

/**
 * A process that keeps blocks for the others.
 *
 * @param executor its name in Spark
 * @param host where it serves blocks
 * @param port where it serves blocks
 */
public record Holder(String executor, String host, int port) implements Serializable {
  /** This process. */
  public static Holder here() {
    return of(SparkEnv.get().blockManager().blockManagerId());
  }

  static Holder of(BlockManagerId id) {
    return new Holder(id.executorId(), id.host(), id.port());
  }
}

package dev.kindred.engine.spark;

import dev.kindred.engine.MemoryRows;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round's common memory on its way to the executors.
 *
 * @param rows null when nothing is remembered: most losses have no memory, and a broadcast would
 *     cost every round of theirs some exchanges
 */
record SharedMemory(Broadcast<MemoryRows> rows) implements Serializable {
  private static final long serialVersionUID = 1L;

  MemoryRows value() {
    return rows == null ? MemoryRows.none() : rows.value();
  }

  void unpersist() {
    if (rows != null) {
      rows.unpersist(false);
    }
  }
}

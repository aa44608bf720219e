package dev.kindred.engine.spark;

import dev.kindred.engine.MemoryRows;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round's common memory on its way to the executors. An executor keeps the parts it has fetched,
 * so that a round sends it the last round's embeddings only; a new one fetches all parts.
 *
 * @param parts oldest first; none when nothing is remembered: most losses have no memory, and a
 *     broadcast would cost every round of theirs some exchanges
 * @param n how many of the newest rows count
 */
record SharedMemory(List<Broadcast<MemoryRows>> parts, int n) implements Serializable {
  private static final long serialVersionUID = 1L;

  MemoryRows value() {
    return MemoryRows.newest(parts.stream().map(Broadcast::value).toList(), n);
  }
}

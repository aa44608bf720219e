package dev.kindred.engine.spark;

import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.RememberedBatch;
import dev.kindred.engine.exchange.PeerRows;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round's common memory on its way to the executors. An executor keeps the parts it has fetched,
 * so that a round brings it the last round's embeddings only; a new one fetches all parts.
 *
 * @param parts oldest first; none when nothing is remembered: most losses have no memory, and a
 *     part would cost every round of theirs some exchanges
 * @param n how many of the newest rows count
 * @param fresh id of the broadcast variable by which the round's own rows go; negative for none
 */
record SharedMemory(List<Part> parts, int n, long fresh) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Some rows. */
  sealed interface Part extends Serializable {
    /** Of its broadcast variable. */
    long id();

    /**
     * The rows.
     *
     * @throws dev.kindred.engine.exchange.MissingState when they are gone with an executor
     */
    MemoryRows value();
  }

  /** From the driver, and passed on. */
  record FromDriver(Broadcast<MemoryRows> rows) implements Part {
    @Override
    public long id() {
      return rows.id();
    }

    @Override
    public MemoryRows value() {
      return rows.value();
    }
  }

  /** From the executors that embedded them. */
  record FromPeers(PeerRows rows) implements Part {
    @Override
    public long id() {
      return rows.broadcast();
    }

    @Override
    public MemoryRows value() {
      return rows.value();
    }
  }

  MemoryRows value() {
    return MemoryRows.newest(parts.stream().map(Part::value).toList(), n);
  }

  /** Leaves a task's own rows for the others. */
  void leave(int slot, long attempt, List<RememberedBatch> rows) {
    if (fresh >= 0) {
      PeerRows.leave(fresh, slot, attempt, rows);
    }
  }
}

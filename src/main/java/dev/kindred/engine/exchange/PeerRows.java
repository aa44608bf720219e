package dev.kindred.engine.exchange;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.RememberedBatch;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What all slots embedded in a round, from executor to executor. Each fetches it once and keeps it
 * as long as the memory does.
 *
 * @param broadcast id of the broadcast variable by which the rows go
 * @param slots where each slot left its own
 */
public record PeerRows(long broadcast, List<Handover> slots) implements Serializable {
  private static final String ALL = "rows";
  private static final long PATIENCE_MILLIS = 30_000;

  public PeerRows {
    slots = List.copyOf(slots);
  }

  /**
   * Leaves rows with this executor.
   *
   * @param broadcast id of the broadcast variable by which the rows go
   * @param attempt of the calling task
   */
  public static void leave(long broadcast, int slot, long attempt, List<RememberedBatch> rows) {
    new RawBlocks(broadcast).keep(name(slot, attempt), encode(rows));
  }

  private static String name(int slot, long attempt) {
    return ALL + slot + "_" + attempt;
  }

  /**
   * All rows: the first step of all slots in slot order, then the second, and so on.
   *
   * @throws MissingState when a slot's are gone with its executor
   */
  public MemoryRows value() {
    RawBlocks blocks = new RawBlocks(broadcast);
    Optional<ByteBuffer> here = blocks.here(ALL);
    if (here.isPresent()) {
      return decode(here.get()).get(0).rows();
    }
    List<CompletableFuture<ByteBuffer>> asked =
        slots.stream().map(s -> blocks.from(s.at(), name(s.slot(), s.attempt()))).toList();
    List<RememberedBatch> rows = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Handover slot = slots.get(i);
      rows.addAll(
          PeerBlocks.await(asked.get(i), slot.at(), PATIENCE_MILLIS)
              .map(PeerRows::decode)
              .orElseThrow(() -> new MissingState("embeddings of slot " + slot.slot())));
    }
    MemoryRows all = MemoryRows.inOrder(rows);
    blocks.keepUnlessThere(ALL, encode(List.of(new RememberedBatch(0, all))));
    return all;
  }

  private static ByteBuffer encode(List<RememberedBatch> batches) {
    int numbers = batches.stream().mapToInt(b -> 3 + b.rows().n() + b.rows().x().length()).sum();
    ByteBuffer bytes = ByteBuffer.allocate((1 + numbers) * Integer.BYTES);
    bytes.putInt(batches.size());
    for (RememberedBatch batch : batches) {
      bytes.putInt(batch.step()).putInt(batch.rows().n()).putInt(batch.rows().x().length());
      for (int label : batch.rows().labels()) {
        bytes.putInt(label);
      }
      bytes.asFloatBuffer().put(batch.rows().x().values());
      bytes.position(bytes.position() + batch.rows().x().length() * Float.BYTES);
    }
    return bytes.flip();
  }

  private static List<RememberedBatch> decode(ByteBuffer bytes) {
    ByteBuffer from = bytes.duplicate();
    List<RememberedBatch> batches = new ArrayList<>();
    for (int left = from.getInt(); left > 0; left--) {
      int step = from.getInt();
      int[] labels = new int[from.getInt()];
      float[] x = new float[from.getInt()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = from.getInt();
      }
      from.asFloatBuffer().get(x);
      from.position(from.position() + x.length * Float.BYTES);
      batches.add(new RememberedBatch(step, new MemoryRows(new FloatVector(x), labels)));
    }
    return batches;
  }
}

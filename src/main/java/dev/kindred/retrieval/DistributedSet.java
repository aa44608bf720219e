package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Embeddings that stay on the executors, for galleries that fit no single memory; the driver knows
 * ids and classes only, 8 bytes a row. Rows are numbered by ascending id, however they are split.
 */
@DriverOnly
public final class DistributedSet implements AutoCloseable {
  private final JavaRDD<EmbeddingSet> blocks;
  private final int d;
  private final int[] ids;
  private final int[] labels;
  private final Runnable closed;

  private DistributedSet(
      JavaRDD<EmbeddingSet> blocks, int d, int[] ids, int[] labels, Runnable closed) {
    this.blocks = blocks;
    this.closed = closed;
    this.d = d;
    this.ids = ids;
    this.labels = labels;
  }

  /** What the driver keeps of a block. */
  @SuppressWarnings("ArrayRecordComponent") // collected once
  private record Head(int d, int[] ids, int[] labels, String problem) implements Serializable {}

  /**
   * Computes all blocks, checks them and keeps them on the executors until {@link #close}.
   *
   * @param blocks of any sizes in any order; a task holds one at a time
   * @param closed called in the end: until then a lost block may be computed again
   * @throws KindredException with {@link Exit#BAD_DATA} when there is no row, dimensions differ or
   *     an id comes twice; as {@link EmbeddingSet#requireUsable} for bad rows
   */
  public static DistributedSet keep(JavaRDD<EmbeddingSet> blocks, Runnable closed) {
    JavaRDD<EmbeddingSet> kept =
        blocks
            .filter(b -> b.n() > 0)
            .map(EmbeddingSet::byId)
            .persist(StorageLevel.MEMORY_AND_DISK());
    List<Head> heads =
        kept.map(b -> new Head(b.d(), b.ids(), b.labels(), b.problem().orElse(null))).collect();
    if (heads.isEmpty()) {
      throw new KindredException(Exit.BAD_DATA, "there are no embeddings");
    }
    heads.stream()
        .map(Head::problem)
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(
            problem -> {
              kept.unpersist(false);
              throw new KindredException(Exit.FAILED, problem);
            });
    int n = Math.toIntExact(heads.stream().mapToLong(h -> h.ids.length).sum());
    long[] both = new long[n];
    int at = 0;
    for (Head h : heads) {
      if (h.d != heads.get(0).d) {
        throw new KindredException(
            Exit.BAD_DATA,
            "image %d has an embedding of %d numbers, others have %d"
                .formatted(h.ids[0], h.d, heads.get(0).d));
      }
      for (int i = 0; i < h.ids.length; i++) {
        both[at++] = ((long) h.ids[i] << 32) | (h.labels[i] & 0xffffffffL);
      }
    }
    Arrays.sort(both);
    int[] ids = new int[n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      ids[i] = (int) (both[i] >> 32);
      labels[i] = (int) both[i];
      if (i > 0 && ids[i] == ids[i - 1]) {
        throw new KindredException(Exit.BAD_DATA, "image " + ids[i] + " has two embeddings");
      }
    }
    return new DistributedSet(kept, heads.get(0).d, ids, labels, closed);
  }

  /**
   * Each image's embeddings of several sets one behind the other, at unit length. The sets have the
   * same images in the same blocks, as the same command makes them; they are let go of with the
   * result.
   *
   * @throws KindredException as {@link #keep}
   */
  public static DistributedSet besideEachOther(List<DistributedSet> sets) {
    JavaRDD<EmbeddingSet> joined = sets.get(0).blocks;
    for (DistributedSet other : sets.subList(1, sets.size())) {
      joined = joined.zip(other.blocks).map(both -> both._1().beside(both._2()));
    }
    Runnable all = () -> sets.forEach(DistributedSet::close);
    try {
      // Until the end a lost block may be computed again.
      return keep(joined.map(EmbeddingSet::normalised), all);
    } catch (RuntimeException e) {
      all.run();
      throw e;
    }
  }

  /** To the driver, ordered by image id. */
  public EmbeddingSet collect() {
    return EmbeddingSet.concat(blocks.collect());
  }

  JavaRDD<EmbeddingSet> blocks() {
    return blocks;
  }

  /** Number of embeddings. */
  public int n() {
    return ids.length;
  }

  /** Length of an embedding. */
  public int d() {
    return d;
  }

  /** Image of each row, ascending. */
  public int[] ids() {
    return ids;
  }

  /** Class of each row. */
  public int[] labels() {
    return labels;
  }

  /** Brings the rows {@code [from, to)} to the driver. */
  public EmbeddingSet fetch(int from, int to) {
    int first = ids[from];
    int last = ids[to - 1];
    return EmbeddingSet.concat(
        blocks.map(b -> b.between(first, last)).filter(b -> b.n() > 0).collect());
  }

  /** Brings single rows to the driver, in the given order. */
  public EmbeddingSet fetch(int... rows) {
    int[] wanted = Arrays.stream(rows).map(r -> ids[r]).toArray();
    EmbeddingSet found =
        EmbeddingSet.concat(
            blocks
                .map(
                    b ->
                        b.select(
                            Arrays.stream(wanted)
                                .distinct()
                                .map(id -> Arrays.binarySearch(b.ids(), id))
                                .filter(at -> at >= 0)
                                .toArray()))
                .filter(b -> b.n() > 0)
                .collect());
    return found.select(
        Arrays.stream(wanted).map(id -> Arrays.binarySearch(found.ids(), id)).toArray());
  }

  /** Lets the executors forget them. */
  @Override
  public void close() {
    blocks.unpersist(false);
    closed.run();
  }
}

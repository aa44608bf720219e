package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which classes are taken for each other: the nearest image of every missed query, looked up on
 * executors. Queries that hit are not asked again.
 *
 * @param most pairs of classes, those that lose most queries first; equal ones by their labels
 * @param pairs of classes in all
 * @param asked missed queries that were looked at
 * @param misses all of them
 */
@DriverOnly
public record Confusions(List<Confusion> most, int pairs, int asked, int misses) {
  public Confusions {
    most = List.copyOf(most);
  }

  /**
   * How far to go.
   *
   * @param pairs of classes to keep
   * @param examples of each way round
   * @param similarities to compute at most; with more misses than that, those of some classes are
   *     looked at
   */
  public record Bounds(int pairs, int examples, long similarities) {}

  /** Of one evaluation of {@code embeddings}. */
  public static Confusions of(Searchable embeddings, RetrievalResult result, Bounds bounds) {
    int[] misses = result.perQuery().misses();
    int[] labels = embeddings.queryLabels();
    int bound = (int) Math.max(1, Math.min(misses.length, bounds.similarities / result.gallery()));
    int[] asked =
        Arrays.stream(
                ClassSample.rows(
                    Arrays.stream(misses).map(q -> labels[q]).toArray(), bound, misses.length))
            .map(i -> misses[i])
            .toArray();
    List<Neighbours> nearest = asked.length == 0 ? List.of() : embeddings.nearest(1, asked);
    Map<Long, Tally> tallies = new HashMap<>();
    for (Neighbours n : nearest) {
      int row = n.rows()[0];
      int wanted = labels[n.query()];
      int found = embeddings.galleryLabels()[row];
      long key = (long) Math.min(wanted, found) << 32 | Math.max(wanted, found);
      Confusion.Example example =
          new Confusion.Example(embeddings.queryIds()[n.query()], embeddings.galleryIds()[row]);
      tallies.computeIfAbsent(key, of -> new Tally()).add(wanted > found, example, bounds.examples);
    }
    List<Confusion> most =
        tallies.entrySet().stream()
            .map(e -> e.getValue().confusion(e.getKey(), result.perClass()))
            .sorted(
                Comparator.comparingInt(Confusion::missed)
                    .reversed()
                    .thenComparingInt(c -> c.a().label())
                    .thenComparingInt(c -> c.b().label()))
            .limit(bounds.pairs)
            .toList();
    return new Confusions(most, tallies.size(), asked.length, misses.length);
  }

  /** Of one pair: queries of the lower label, then of the higher. */
  private static final class Tally {
    private final int[] missed = new int[2];
    private final List<List<Confusion.Example>> examples =
        List.of(new ArrayList<>(), new ArrayList<>());

    private void add(boolean ofHigher, Confusion.Example example, int keep) {
      int side = ofHigher ? 1 : 0;
      missed[side]++;
      if (examples.get(side).size() < keep) {
        examples.get(side).add(example);
      }
    }

    private Confusion confusion(long key, PerClass classes) {
      Confusion.Side[] sides =
          IntStream.range(0, 2)
              .mapToObj(i -> side(i, i == 0 ? (int) (key >> 32) : (int) key, classes))
              .toArray(Confusion.Side[]::new);
      return new Confusion(sides[0], sides[1]);
    }

    private Confusion.Side side(int i, int label, PerClass classes) {
      int place = Arrays.binarySearch(classes.labels(), label);
      // A class of the gallery need not have queries.
      int queries = place < 0 ? 0 : classes.queries()[place];
      return new Confusion.Side(label, missed[i], queries, examples.get(i));
    }
  }
}

package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {
  /** From all values equal to hardly any. */
  private static final List<Integer> DISTINCT = List.of(1, 2, 5, 1 << 20);

  private static double[] values(SplittableRandom random, int n, int distinct) {
    return random.ints(n, 0, distinct).mapToDouble(i -> i - distinct / 2.0).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 16, 17, 63, 100, 1000})
  void sortsAsAComparatorDoes(int n) {
    SplittableRandom random = new SplittableRandom(n);
    for (int distinct : DISTINCT) {
      double[] similarities = values(random, n, distinct);
      int[] rows = random.ints(n + 3L, 0, 1 << 30).toArray();
      int[] expected =
          IntStream.range(0, n)
              .boxed()
              .sorted(
                  Comparator.comparingDouble((Integer i) -> -similarities[i])
                      .thenComparingInt(i -> rows[i]))
              .mapToInt(i -> i)
              .toArray();
      assertThat(Ranking.nearestFirst(similarities, rows)).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 10, 257})
  void selectsAsSortingDoes(int n) {
    SplittableRandom random = new SplittableRandom(n);
    for (int distinct : DISTINCT) {
      double[] values = values(random, n, distinct);
      double[] ascending = values.clone();
      Arrays.sort(ascending);
      for (int k = 1; k <= n; k++) {
        assertThat(Ranking.greatest(values.clone(), k)).isEqualTo(ascending[n - k]);
        assertThat(Ranking.greatest(ascending.clone(), k)).isEqualTo(ascending[n - k]);
      }
    }
  }

  /** Similarities that differ by less than one part in two billion of their range. */
  @ParameterizedTest
  @ValueSource(ints = {40, 100, 2000})
  void sortsWhatRoundsToTheSame(int n) {
    SplittableRandom random = new SplittableRandom(n);
    double[] similarities = random.doubles(n, 0, 1).map(x -> 0.25 + x * 1e-12).toArray();
    similarities[n / 2] = -1;
    similarities[n / 3] = 1;
    int[] rows = random.ints(n, 0, 1 << 30).toArray();
    int[] order = Ranking.nearestFirst(similarities, rows);
    assertThat(Arrays.stream(order).boxed().distinct()).hasSize(n);
    for (int i = 1; i < n; i++) {
      assertThat(similarities[order[i]]).isLessThanOrEqualTo(similarities[order[i - 1]]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 600, 3000})
  void aBarIsReachedByKValuesAndFewOthers(int n) {
    SplittableRandom random = new SplittableRandom(n);
    for (int distinct : DISTINCT) {
      double[] values = values(random, n, distinct);
      double[] withCopy = values.clone();
      withCopy[0] = 1e9;
      for (double[] of : List.of(values, withCopy)) {
        double[] ascending = of.clone();
        Arrays.sort(ascending);
        for (int k : new int[] {1, (n + 2) / 3, n}) {
          double bar = Ranking.bar(of.clone(), n, k);
          assertThat(bar).isLessThanOrEqualTo(ascending[n - k]);
          long reach = Arrays.stream(of).filter(v -> v >= bar).count();
          long greatest = Arrays.stream(of).filter(v -> v >= ascending[n - k]).count();
          assertThat(reach).isBetween((long) k, Math.max(greatest, k + (n - k) / 4));
        }
      }
    }
  }
}

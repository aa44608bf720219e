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
}

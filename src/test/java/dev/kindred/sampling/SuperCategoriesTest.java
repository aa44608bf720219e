package dev.kindred.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuperCategoriesTest {
  /** 11 classes of category 0, 6 of category 1, 2 of category 2; three images each. */
  private static final int[] OF =
      IntStream.range(0, 19).map(c -> c < 11 ? 0 : c < 17 ? 1 : 2).toArray();

  private static final int[] IDS = IntStream.range(0, 57).toArray();
  private static final int[] LABELS = IntStream.range(0, 57).map(i -> i / 3).toArray();

  private static List<int[]> classesOfBatches(long seed, int epoch) {
    ClassBalancedSampler sampler =
        new ClassBalancedSampler(IDS, LABELS, 4, 2, seed, new SuperCategories(OF));
    List<int[]> batches = new ArrayList<>();
    for (PlannedBatch b : sampler.epoch(epoch)) {
      for (int i = 0; i < b.size(); i++) {
        assertThat(b.imageIds()[i] / 3).isEqualTo(b.labels()[i]);
      }
      batches.add(IntStream.of(b.labels()).distinct().toArray());
    }
    return batches;
  }

  @Test
  void batchesAreOfOneCategoryAndTheirRestsShareTheLast() {
    for (int epoch = 0; epoch < 50; epoch++) {
      List<int[]> batches = classesOfBatches(1, epoch);
      assertThat(batches).hasSize(4);
      for (int[] batch : batches.subList(0, 3)) {
        assertThat(batch).hasSize(4);
        assertThat(IntStream.of(batch).map(c -> OF[c]).distinct().count()).isEqualTo(1);
      }
      assertThat(IntStream.of(batches.get(3)).map(c -> OF[c]).distinct().count()).isGreaterThan(1);
      assertThat(batches.stream().flatMapToInt(IntStream::of).boxed().toList())
          .hasSize(16)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void everyClassComesAndCategoriesAlternate() {
    int[] seen = new int[19];
    int begun = 0;
    for (int epoch = 0; epoch < 300; epoch++) {
      List<int[]> batches = classesOfBatches(2, epoch);
      batches.forEach(b -> IntStream.of(b).forEach(c -> seen[c]++));
      begun += OF[batches.get(0)[0]];
    }
    // Of the three whole batches two are of category 0, one of category 1.
    assertThat(begun).isBetween(70, 130);
    assertThat(IntStream.of(seen).boxed().toList())
        .allSatisfy(n -> assertThat(n).isBetween(140, 300));
  }

  @Test
  void followsTheSeed() {
    int[][] one = classesOfBatches(1, 0).toArray(int[][]::new);
    assertThat(classesOfBatches(1, 0).toArray(int[][]::new)).isDeepEqualTo(one);
    assertThat(Arrays.deepEquals(classesOfBatches(9, 0).toArray(int[][]::new), one)).isFalse();
  }
}

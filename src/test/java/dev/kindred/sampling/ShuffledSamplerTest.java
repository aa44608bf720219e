package dev.kindred.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffledSamplerTest {
  private static final int[] IDS = IntStream.range(0, 47).map(i -> 100 + 3 * i).toArray();
  private static final int[] LABELS = IntStream.range(0, 47).map(i -> i % 5).toArray();

  private static ShuffledSampler sampler(long seed) {
    return new ShuffledSampler(IDS, LABELS, 10, seed);
  }

  private static List<Integer> ids(List<PlannedBatch> epoch) {
    List<Integer> ids = new ArrayList<>();
    epoch.forEach(b -> IntStream.of(b.imageIds()).forEach(ids::add));
    return ids;
  }

  @Test
  void everyImageComesAtMostOnceAndWhatDoesNotFillABatchIsLeftOut() {
    for (int epoch = 0; epoch < 20; epoch++) {
      List<PlannedBatch> batches = sampler(1).epoch(epoch);
      assertThat(batches).hasSize(4).hasSize(sampler(1).batchesPerEpoch());
      assertThat(ids(batches)).hasSize(40).doesNotHaveDuplicates();
      for (PlannedBatch b : batches) {
        assertThat(b.size()).isEqualTo(10);
        for (int i = 0; i < b.size(); i++) {
          assertThat(b.labels()[i]).isEqualTo((b.imageIds()[i] - 100) / 3 % 5);
        }
      }
    }
  }

  @Test
  void anyImageMayBeLeftOutAndStandAnywhere() {
    int[] seen = new int[47];
    int[] first = new int[47];
    for (int epoch = 0; epoch < 2000; epoch++) {
      List<Integer> ids = ids(sampler(3).epoch(epoch));
      ids.forEach(id -> seen[(id - 100) / 3]++);
      first[(ids.get(0) - 100) / 3]++;
    }
    // 2,000 * 40 / 47 = 1,702 with a deviation of 16; 2,000 / 47 = 43 with one of 6.5.
    assertThat(IntStream.of(seen).boxed().toList())
        .allSatisfy(n -> assertThat(n).isBetween(1620, 1790));
    assertThat(IntStream.of(first).boxed().toList())
        .allSatisfy(n -> assertThat(n).isBetween(13, 75));
  }

  @Test
  void epochsAndSeedsDifferAndRepeat() {
    assertThat(ids(sampler(1).epoch(5))).isEqualTo(ids(sampler(1).epoch(5)));
    assertThat(ids(sampler(1).epoch(5))).isNotEqualTo(ids(sampler(1).epoch(6)));
    assertThat(ids(sampler(1).epoch(5))).isNotEqualTo(ids(sampler(2).epoch(5)));
  }

  @Test
  void dealsOnFromAPosition() {
    Deal whole = sampler(1).deal(Position.START, 2, 5);
    Deal half = sampler(1).deal(Position.START, 2, 2);
    Deal rest = sampler(1).deal(half.next(), 2, 3);
    for (int w = 0; w < 2; w++) {
      List<PlannedBatch> together = new ArrayList<>(half.hands().get(w));
      together.addAll(rest.hands().get(w));
      assertThat(ids(together)).isEqualTo(ids(whole.hands().get(w)));
    }
    assertThat(rest.next()).isEqualTo(whole.next()).isEqualTo(new Position(2, 2));
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    assertThatThrownBy(() -> new ShuffledSampler(IDS, LABELS, 48, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("47 images for batches of 48");
  }
}

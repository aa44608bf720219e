package dev.kindred.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassBalancedSamplerTest {

  /** A random data set: ids are not positions, labels have gaps. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Case(int[] ids, int[] labels, int p, int k, Map<Integer, Set<Integer>> members) {
    static Case random(long seed) {
      Random r = new Random(seed);
      List<int[]> rows = new ArrayList<>();
      int classes = 3 + r.nextInt(40);
      for (int c = 0; c < classes; c++) {
        for (int n = 1 + r.nextInt(12); n > 0; n--) {
          rows.add(new int[] {1000 + rows.size() * 3, c * 2 + 1});
        }
      }
      Collections.shuffle(rows, r);
      Map<Integer, Set<Integer>> members = new HashMap<>();
      rows.forEach(row -> members.computeIfAbsent(row[1], c -> new HashSet<>()).add(row[0]));
      return new Case(
          rows.stream().mapToInt(row -> row[0]).toArray(),
          rows.stream().mapToInt(row -> row[1]).toArray(),
          1 + r.nextInt(classes),
          1 + r.nextInt(8),
          members);
    }

    ClassBalancedSampler sampler(long seed) {
      return new ClassBalancedSampler(ids, labels, p, k, seed);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void invariantsOfAnEpoch(long seed) {
    Case c = Case.random(seed);
    List<PlannedBatch> epoch = c.sampler(seed).epoch((int) seed % 3);
    assertThat(epoch).hasSize(c.members().size() / c.p());
    Set<Integer> seen = new HashSet<>();
    for (PlannedBatch batch : epoch) {
      assertThat(batch.imageIds()).hasSize(c.p() * c.k());
      for (int p = 0; p < c.p(); p++) {
        int label = batch.labels()[p * c.k()];
        assertThat(seen.add(label)).as("class %d once an epoch", label).isTrue();
        Set<Integer> drawn = new HashSet<>();
        for (int i = p * c.k(); i < (p + 1) * c.k(); i++) {
          assertThat(batch.labels()[i]).isEqualTo(label);
          assertThat(c.members().get(label)).contains(batch.imageIds()[i]);
          drawn.add(batch.imageIds()[i]);
        }
        if (c.members().get(label).size() >= c.k()) {
          assertThat(drawn).hasSize(c.k());
        }
      }
    }
  }

  @Test
  void followsFromSeedAndEpoch() {
    Case c = Case.random(3);
    assertThat(flat(c.sampler(1).epoch(4))).isEqualTo(flat(c.sampler(1).epoch(4)));
    assertThat(flat(c.sampler(1).epoch(4))).isNotEqualTo(flat(c.sampler(1).epoch(5)));
    assertThat(flat(c.sampler(1).epoch(4))).isNotEqualTo(flat(c.sampler(2).epoch(4)));
  }

  @Test
  void everyImageIsDrawnAboutEquallyOften() {
    int[] ids = IntStream.range(0, 60).toArray();
    int[] labels = IntStream.range(0, 60).map(i -> i / 6).toArray();
    ClassBalancedSampler sampler = new ClassBalancedSampler(ids, labels, 5, 3, 7);
    int[] counts = new int[60];
    for (int e = 0; e < 2000; e++) {
      sampler.epoch(e).forEach(b -> Arrays.stream(b.imageIds()).forEach(i -> counts[i]++));
    }
    // Binomial(2000, 1/2): five standard deviations are 112.
    assertThat(IntStream.of(counts).boxed()).allSatisfy(n -> assertThat(n).isBetween(888, 1112));
  }

  @Test
  void dealsRoundAfterRoundWithoutGapAndResumes() {
    Case c = Case.random(8);
    ClassBalancedSampler sampler = c.sampler(9);
    List<PlannedBatch> expected = new ArrayList<>();
    for (int e = 0; expected.size() < 30; e++) {
      expected.addAll(sampler.epoch(e));
    }
    Position at = Position.START;
    List<PlannedBatch> dealt = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      // A new sampler each time: a position is all that a resumed run has.
      Deal deal = c.sampler(9).deal(at, 3, 2);
      assertThat(deal.hands()).hasSize(3).allSatisfy(hand -> assertThat(hand).hasSize(2));
      for (int b = 0; b < 2; b++) {
        for (List<PlannedBatch> hand : deal.hands()) {
          dealt.add(hand.get(b));
        }
      }
      at = deal.next();
    }
    assertThat(flat(dealt)).isEqualTo(flat(expected.subList(0, 30)));
  }

  @Test
  void plansAllClassesOfStanfordOnlineProductsWithinASecond() {
    int[] ids = IntStream.range(0, 59_551).toArray();
    int[] labels = IntStream.range(0, 59_551).map(i -> i % 11_318).toArray();
    ClassBalancedSampler sampler = new ClassBalancedSampler(ids, labels, 16, 5, 0);
    List<PlannedBatch> epoch =
        Assertions.assertTimeout(Duration.ofSeconds(1), () -> sampler.epoch(0));
    assertThat(epoch).hasSize(707);
  }

  @Test
  void mistakesAreRefused() {
    assertThatThrownBy(() -> new ClassBalancedSampler(new int[] {1}, new int[] {0}, 2, 1, 0))
        .hasMessage("1 classes for batches of 2 classes");
    assertThatThrownBy(() -> new ClassBalancedSampler(new int[] {1}, new int[] {0}, 1, 0, 0))
        .hasMessage("P = 1, K = 0: both at least 1");
    assertThatThrownBy(() -> Case.random(1).sampler(0).deal(Position.START, 0, 1))
        .hasMessage("0 workers, 1 batches each: both at least 1");
    assertThatThrownBy(() -> new Position(-1, 0)).hasMessage("position: epoch -1, batch 0");
  }

  private static List<List<Integer>> flat(List<PlannedBatch> batches) {
    return batches.stream().map(b -> Arrays.stream(b.imageIds()).boxed().toList()).toList();
  }
}

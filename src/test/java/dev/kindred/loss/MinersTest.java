package dev.kindred.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.loss.miner.BatchEasyHardMiner;
import dev.kindred.loss.miner.BatchEasyHardMiner.Choice;
import dev.kindred.loss.miner.DistanceWeightedMiner;
import dev.kindred.loss.miner.Miner;
import dev.kindred.loss.miner.MultiSimilarityMiner;
import dev.kindred.loss.miner.SemiHardMiner;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Miners against naive loops over the batch. */
class MinersTest {
  private final Batch batch = Subject.clustered(30, 12, 6, 4);

  @Test
  void multiSimilarityKeepsWhatIsNearTheHardestOfTheOtherSide() {
    forEachMined(
        new MultiSimilarityMiner(0.1),
        (i, mined) -> {
          double least = positives(i).mapToDouble(j -> s(i, j)).min().orElseThrow();
          double most = negatives(i).mapToDouble(j -> s(i, j)).max().orElseThrow();
          assertThat(keptPositives(mined))
              .isEqualTo(set(positives(i).filter(j -> s(i, j) < most + 0.1)));
          assertThat(keptNegatives(mined))
              .isEqualTo(set(negatives(i).filter(j -> s(i, j) > least - 0.1)));
        });
  }

  @Test
  void semiHardKeepsThePairsOfSemiHardTriplets() {
    forEachMined(
        new SemiHardMiner(0.2),
        (i, mined) -> {
          Set<Integer> near = new TreeSet<>();
          Set<Integer> far = new TreeSet<>();
          for (int p : positives(i).toArray()) {
            for (int n : negatives(i).toArray()) {
              if (d(i, n) > d(i, p) && d(i, n) <= d(i, p) + 0.2) {
                near.add(p);
                far.add(n);
              }
            }
          }
          assertThat(keptPositives(mined)).isEqualTo(near);
          assertThat(keptNegatives(mined)).isEqualTo(far);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "EASY, SEMI_HARD",
    "HARD, SEMI_HARD",
    "EASY, HARD",
    "HARD, EASY",
    "ALL, HARD",
    "EASY, ALL"
  })
  void batchEasyHardPicksOneOfEachSide(Choice positive, Choice negative) {
    forEachMined(
        new BatchEasyHardMiner(positive, negative),
        (i, mined) -> {
          double[] near = positives(i).mapToDouble(j -> d(i, j)).sorted().toArray();
          double[] far = negatives(i).mapToDouble(j -> d(i, j)).sorted().toArray();
          double chosen = positive == Choice.EASY ? near[0] : near[near.length - 1];
          if (positive != Choice.ALL) {
            assertThat(mined.positives()).isEqualTo(1);
            assertThat(distance(mined.positive[0])).isCloseTo(chosen, within(1e-6));
          } else {
            assertThat(mined.positives()).isEqualTo(near.length);
          }
          double[] beyond = Arrays.stream(far).filter(x -> x > chosen + 1e-9).toArray();
          switch (negative) {
            case ALL -> assertThat(mined.negatives()).isEqualTo(far.length);
            case HARD -> assertThat(distance(mined.negative[0])).isCloseTo(far[0], within(1e-6));
            case EASY ->
                assertThat(distance(mined.negative[0]))
                    .isCloseTo(far[far.length - 1], within(1e-6));
            case SEMI_HARD -> {
              assertThat(mined.negatives()).isEqualTo(Math.min(1, beyond.length));
              if (beyond.length > 0) {
                assertThat(distance(mined.negative[0])).isCloseTo(beyond[0], within(1e-6));
              }
            }
          }
        });
  }

  @Test
  void distanceWeightedDrawsByTheInverseOfHowCommonADistanceIs() {
    DistanceWeightedMiner miner = new DistanceWeightedMiner(0.5, 1.4);
    double[] weights = negatives(0).mapToDouble(j -> weight(d(0, j))).toArray();
    double all = Arrays.stream(weights).sum();
    int[] drawn = new int[batch.n()];
    int draws = 0;
    for (long seed = 0; seed < 5000; seed++) {
      Batch seeded = new Batch(batch.x(), batch.labels(), batch.d(), seed);
      Pairs pairs = new Pairs(seeded, Memory.empty(batch.d()));
      Anchor anchor = pairs.newAnchor();
      pairs.load(0, anchor);
      miner.mine(anchor);
      assertThat(anchor.negatives()).isEqualTo(anchor.positives()).isEqualTo(4);
      for (int k = 0; k < anchor.negatives(); k++) {
        drawn[anchor.negativeIndex[k]]++;
        draws++;
      }
    }
    int[] negatives = negatives(0).toArray();
    for (int k = 0; k < negatives.length; k++) {
      double share = weights[k] / all;
      double tolerance = 5 * Math.sqrt(share / draws) + 1e-9;
      assertThat((double) drawn[negatives[k]] / draws).isCloseTo(share, within(tolerance));
    }
  }

  @Test
  void distanceWeightedDrawsTheSameForTheSameSeed() {
    DistanceWeightedMiner miner = new DistanceWeightedMiner(0.5, 1.4);
    assertThat(draws(miner, 3)).isEqualTo(draws(miner, 3)).isNotEqualTo(draws(miner, 4));
  }

  private String draws(Miner miner, long seed) {
    Pairs pairs =
        new Pairs(new Batch(batch.x(), batch.labels(), batch.d(), seed), Memory.empty(batch.d()));
    Anchor anchor = pairs.newAnchor();
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < batch.n(); i++) {
      pairs.load(i, anchor);
      miner.mine(anchor);
      result.append(Arrays.toString(Arrays.copyOf(anchor.negativeIndex, anchor.negatives())));
    }
    return result.toString();
  }

  private double weight(double distance) {
    double r = Math.max(0.5, distance);
    double density = Math.pow(r, batch.d() - 2) * Math.pow(1 - r * r / 4, (batch.d() - 3) / 2.0);
    return distance < 1.4 ? 1 / density : 0;
  }

  private interface Check {
    void accept(int anchor, Anchor mined);
  }

  private void forEachMined(Miner miner, Check check) {
    Pairs pairs = new Pairs(batch, Memory.empty(batch.d()));
    Anchor anchor = pairs.newAnchor();
    for (int i = 0; i < batch.n(); i++) {
      pairs.load(i, anchor);
      miner.mine(anchor);
      check.accept(i, anchor);
    }
  }

  private IntStream positives(int i) {
    return IntStream.range(0, batch.n())
        .filter(j -> j != i && batch.labels()[j] == batch.labels()[i]);
  }

  private IntStream negatives(int i) {
    return IntStream.range(0, batch.n()).filter(j -> batch.labels()[j] != batch.labels()[i]);
  }

  private double s(int i, int j) {
    double total = 0;
    for (int k = 0; k < batch.d(); k++) {
      total += (double) batch.x()[i * batch.d() + k] * batch.x()[j * batch.d() + k];
    }
    return total;
  }

  private double d(int i, int j) {
    return distance(s(i, j));
  }

  private static double distance(double s) {
    return Math.sqrt(2 - 2 * s);
  }

  private static Set<Integer> keptPositives(Anchor mined) {
    return set(Arrays.stream(mined.positiveIndex, 0, mined.positives()));
  }

  private static Set<Integer> keptNegatives(Anchor mined) {
    return set(Arrays.stream(mined.negativeIndex, 0, mined.negatives()));
  }

  private static Set<Integer> set(IntStream indices) {
    return indices.boxed().collect(Collectors.toCollection(TreeSet::new));
  }
}

package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams as training derives them: of a seed, an epoch, a batch, and a position in it. */
class RandomStreamTest {
  private static final int SIDE = 10;
  private static final int OUTPUTS = 12;

  private static SplittableRandom view(long seed, int epoch, int batch, int position) {
    return RandomStream.VIEW.open(RandomStream.BATCH.seed(seed, epoch, batch), position);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_003, (1L << 50) - SIDE})
  void noTwoStreamsShareANumber(long from) {
    Set<Long> seen = new HashSet<>();
    for (int at = 0; at < SIDE * SIDE * SIDE * SIDE; at++) {
      int[] place = place(at);
      SplittableRandom random = view(from + place[0], place[1], place[2], place[3]);
      for (int k = 0; k < OUTPUTS; k++) {
        assertThat(seen.add(random.nextLong()))
            .as("output %d of %s", k, Arrays.toString(place))
            .isTrue();
      }
    }
  }

  @Test
  void neighboursAreNotCorrelated() {
    for (int[] step : steps()) {
      List<double[]> streams = new ArrayList<>();
      List<double[]> neighbours = new ArrayList<>();
      for (int at = 0; at < 1000; at++) {
        int[] p = place(at * 9);
        streams.add(numbers(view(p[0] + 1, p[1] + 1, p[2] + 1, p[3] + 1)));
        neighbours.add(
            numbers(
                view(
                    p[0] + 1 + step[0],
                    p[1] + 1 + step[1],
                    p[2] + 1 + step[2],
                    p[3] + 1 + step[3])));
      }
      for (int lag = -4; lag <= 4; lag++) {
        // About 8,000 pairs or more: five standard deviations.
        assertThat(correlation(streams, neighbours, lag))
            .as("%s, lag %d", Arrays.toString(step), lag)
            .isBetween(-0.056, 0.056);
      }
    }
  }

  @Test
  void everyBitOfASeedTurnsHalfOfTheBits() {
    for (int bit = 0; bit < Long.SIZE; bit++) {
      int turned = 0;
      for (int at = 0; at < 400; at++) {
        long seed = at * 77L;
        long place = at;
        turned +=
            Long.bitCount(
                RandomStream.SAMPLING.seed(seed, place)
                    ^ RandomStream.SAMPLING.seed(seed ^ (1L << bit), place));
        turned +=
            Long.bitCount(
                RandomStream.SAMPLING.seed(seed, place)
                    ^ RandomStream.SAMPLING.seed(seed, place ^ (1L << bit)));
      }
      assertThat(turned / 800.0).as("bit %d", bit).isBetween(31.0, 33.0);
    }
  }

  @Test
  void everyUseHasStreamsOfItsOwn() {
    Set<Long> seeds = new HashSet<>();
    for (RandomStream use : RandomStream.values()) {
      for (long seed = 0; seed < 100; seed++) {
        assertThat(seeds.add(use.seed(seed))).as("%s of %d", use, seed).isTrue();
        assertThat(seeds.add(use.seed(seed, seed))).as("%s of %d, %d", use, seed, seed).isTrue();
      }
    }
  }

  /** All steps to a neighbour, along a field and across two, there and back. */
  private static List<int[]> steps() {
    List<int[]> steps = new ArrayList<>();
    for (int code = 1; code < 81; code++) {
      int[] step = {code % 3 - 1, code / 3 % 3 - 1, code / 9 % 3 - 1, code / 27 - 1};
      int fields = Arrays.stream(step).map(Math::abs).sum();
      if (fields == 1 || fields == 2) {
        steps.add(step);
      }
    }
    return steps;
  }

  private static int[] place(int at) {
    return new int[] {
      at % SIDE, at / SIDE % SIDE, at / SIDE / SIDE % SIDE, at / SIDE / SIDE / SIDE
    };
  }

  private static double[] numbers(SplittableRandom random) {
    return random.doubles(OUTPUTS).map(x -> x - 0.5).toArray();
  }

  private static double correlation(List<double[]> a, List<double[]> b, int lag) {
    double both = 0;
    double own = 0;
    double other = 0;
    for (int s = 0; s < a.size(); s++) {
      for (int k = Math.max(0, -lag); k < OUTPUTS - Math.max(0, lag); k++) {
        double x = a.get(s)[k];
        double y = b.get(s)[k + lag];
        both += x * y;
        own += x * x;
        other += y * y;
      }
    }
    return both / Math.sqrt(own * other);
  }
}

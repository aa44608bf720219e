package dev.kindred.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.loss.miner.MinedLoss;
import dev.kindred.loss.miner.Miner;
import dev.kindred.loss.pair.Circle;
import dev.kindred.loss.pair.Margin;
import dev.kindred.loss.pair.MarginLearnt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every loss on what every miner leaves of uneven batches: the value against its definition on
 * lists of pairs, the gradient against that definition's finite differences, in double precision.
 */
class MinedGradientTest {
  private static final int D = 5;
  private static final double STEP = 1e-6;

  private static final List<int[]> BATCHES =
      List.of(
          new int[] {0, 0, 0, 0, 0, 0, 1, 1},
          new int[] {0, 0, 0, 0, 0, 0, 0, 1},
          new int[] {3, 0, 0, 0, 2, 1, 1, 1, 1},
          new int[] {0, 0, 0, 0},
          new int[] {0, 1, 2},
          new int[] {1, 0, 1});

  static Stream<AnchorLoss> losses() {
    return Subject.all()
        .map(Subject::loss)
        .filter(loss -> loss instanceof AnchorLoss)
        .map(AnchorLoss.class::cast);
  }

  private static Map<String, Miner> miners() {
    Map<String, Miner> miners = new LinkedHashMap<>();
    miners.put("none", anchor -> {});
    for (String name : MinerRegistry.names()) {
      miners.put(name, MinerRegistry.create(name, FixedConstants.shipped("miner." + name)));
    }
    miners.put(
        "as many negatives as positives",
        anchor -> anchor.pickNegatives(cycle(anchor.positives(), anchor.negatives())));
    miners.put(
        "as many positives as negatives",
        anchor -> anchor.pickPositives(cycle(anchor.negatives(), anchor.positives())));
    miners.put(
        "more pairs than references",
        anchor -> {
          anchor.pickPositives(cycle(23, anchor.positives()));
          anchor.pickNegatives(cycle(31, anchor.negatives()));
        });
    miners.put(
        "one triplet of every second anchor",
        anchor -> {
          anchor.pickPositives(anchor.positives() - 1);
          anchor.pickNegatives(anchor.index() % 2 == 0 ? new int[] {0} : new int[0]);
        });
    miners.put("nothing", anchor -> anchor.pickPositives());
    miners.put(
        "the last one twice, after a choice",
        anchor -> {
          anchor.retainNegatives(anchor.leastPositive() - 0.5, Double.POSITIVE_INFINITY);
          int last = anchor.negatives() - 1;
          anchor.pickNegatives(last < 0 ? new int[0] : new int[] {last, last});
        });
    return miners;
  }

  private static int[] cycle(int picks, int places) {
    return IntStream.range(0, picks).map(k -> k % places).toArray();
  }

  /** None, a small one, and one of which few rows are picked. */
  private static List<Memory> memories(int[] labels) {
    Memory none = Memory.empty(D);
    return labels.length < 8
        ? List.of(none, none.push(Subject.clustered(10, D, 5, 7), 10))
        : List.of(none, none.push(Subject.clustered(100, D, 5, 8), 100));
  }

  /** Leaves what is evaluated as it is, and remembers it. */
  private record Recorder(AnchorLoss loss, Map<Integer, int[][]> picks) implements AnchorLoss {
    @Override
    public boolean mine(Anchor anchor) {
      return loss.mine(anchor);
    }

    @Override
    public double evaluate(Anchor anchor) {
      picks.put(
          anchor.index(),
          new int[][] {
            Arrays.copyOf(anchor.positiveIndex, anchor.positives()),
            Arrays.copyOf(anchor.negativeIndex, anchor.negatives())
          });
      return loss.evaluate(anchor);
    }

    @Override
    public long divisor(int anchors, long terms) {
      return loss.divisor(anchors, terms);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void valueAndGradientAreThoseOfTheDefinition(AnchorLoss loss) {
    for (Map.Entry<String, Miner> miner : miners().entrySet()) {
      for (int[] labels : BATCHES) {
        for (Memory memory : memories(labels)) {
          Batch batch = new Batch(Subject.clustered(labels.length, D, 3, 5).x(), labels, D, 11);
          Map<Integer, int[][]> picks = new TreeMap<>();
          AnchorLoss mined = new Recorder(new MinedLoss(loss, miner.getValue()), picks);
          String what =
              "%s, miner %s, labels %s, memory of %d"
                  .formatted(loss, miner.getKey(), Arrays.toString(labels), memory.size());
          LossValue found = mined.evaluate(batch, memory);
          double[] x = doubles(batch.x());
          double expected = naive(loss, picks, x, memory, labels.length);
          assertThat(found.value())
              .as(what)
              .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
          if (!(loss instanceof Circle circle && circle.holdWeights())) {
            double[] slopes = slopes(x, () -> naive(loss, picks, x, memory, labels.length));
            close(found.gradient(), slopes, what);
          }
        }
      }
    }
  }

  /** Its boundaries' gradient too. */
  @Test
  void learntBoundariesFollowTheirDefinition() {
    for (Map.Entry<String, Miner> miner : miners().entrySet()) {
      for (int[] labels : BATCHES) {
        Batch batch = new Batch(Subject.clustered(labels.length, D, 3, 5).x(), labels, D, 11);
        Map<Integer, int[][]> picks = new TreeMap<>();
        Miner recording =
            anchor -> {
              miner.getValue().mine(anchor);
              if (!anchor.isOneSided()) {
                picks.put(
                    anchor.index(),
                    new int[][] {
                      Arrays.copyOf(anchor.positiveIndex, anchor.positives()),
                      Arrays.copyOf(anchor.negativeIndex, anchor.negatives())
                    });
              }
            };
        float[] boundaries = {0.9f, 1.1f, 1.2f, 1.05f};
        ParametricValue found =
            new MarginLearnt(0.2, 1.2, 0.3, 1, recording).evaluate(batch, boundaries, 4);
        double[] x = doubles(batch.x());
        double[] b = doubles(boundaries);
        String what = "miner %s, labels %s".formatted(miner.getKey(), Arrays.toString(labels));
        assertThat(found.value()).as(what).isCloseTo(learnt(picks, x, b, labels), within(1e-5));
        close(found.gradient(), slopes(x, () -> learnt(picks, x, b, labels)), what);
        close(found.parameterGradient(), slopes(b, () -> learnt(picks, x, b, labels)), what);
      }
    }
  }

  @Test
  void placesThatAreNotThereAreRefused() {
    Batch batch = new Batch(Subject.clustered(8, D, 3, 5).x(), BATCHES.get(0), D, 11);
    try (Pairs pairs = new Pairs(batch, Memory.empty(D))) {
      Anchor anchor = pairs.newAnchor();
      pairs.load(0, anchor);
      assertThatThrownBy(() -> anchor.pickNegatives(2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> anchor.pickPositives(0, -1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static double[] slopes(double[] at, DoubleSupplier f) {
    double[] slopes = new double[at.length];
    for (int k = 0; k < at.length; k++) {
      double value = at[k];
      at[k] = value + STEP;
      slopes[k] = f.getAsDouble();
      at[k] = value - STEP;
      slopes[k] = (slopes[k] - f.getAsDouble()) / 2 / STEP;
      at[k] = value;
    }
    return slopes;
  }

  private static void close(float[] found, double[] expected, String what) {
    double size = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    double off = 0;
    for (int k = 0; k < expected.length; k++) {
      off = Math.max(off, Math.abs(found[k] - expected[k]));
    }
    assertThat(off).as("gradient, up to %s, of %s", size, what).isLessThan(2e-4 * size + 1e-6);
  }

  private static double naive(
      AnchorLoss loss, Map<Integer, int[][]> picks, double[] x, Memory memory, int anchors) {
    List<NaiveAnchorLosses.Row> rows = new ArrayList<>();
    picks.forEach(
        (anchor, sides) ->
            rows.add(
                new NaiveAnchorLosses.Row(
                    similarities(anchor, sides[0], x, memory),
                    similarities(anchor, sides[1], x, memory))));
    return NaiveAnchorLosses.value(loss, rows, anchors);
  }

  /** The definition of {@link Margin} with a boundary a class, and the mean boundary. */
  private static double learnt(Map<Integer, int[][]> picks, double[] x, double[] b, int[] labels) {
    double total = 0;
    double active = 0;
    for (Map.Entry<Integer, int[][]> e : picks.entrySet()) {
      double boundary = b[labels[e.getKey()]];
      for (int side = 0; side < 2; side++) {
        for (double s : similarities(e.getKey(), e.getValue()[side], x, Memory.empty(D))) {
          double d = Math.sqrt(2 - 2 * s);
          double excess = 0.2 + (side == 0 ? d - boundary : boundary - d);
          total += Math.max(0, excess);
          active += excess > 0 ? 1 : 0;
        }
      }
    }
    double mean = IntStream.of(labels).mapToDouble(c -> b[c]).average().orElse(0);
    return (active == 0 ? 0 : total / active) + 0.3 * mean;
  }

  private static double[] similarities(int anchor, int[] references, double[] x, Memory memory) {
    int n = x.length / D;
    double[] result = new double[references.length];
    for (int k = 0; k < references.length; k++) {
      for (int j = 0; j < D; j++) {
        double other =
            references[k] < n
                ? x[references[k] * D + j]
                : memory.rows()[(references[k] - n) * D + j];
        result[k] += x[anchor * D + j] * other;
      }
    }
    return result;
  }

  private static double[] doubles(float[] x) {
    return IntStream.range(0, x.length).mapToDouble(k -> x[k]).toArray();
  }
}

package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {
  private static final PairSettings PAIRS =
      new PairSettings(List.of(2, 10, 100, 1000), List.of(20, 50, 80, 95));
  private static final MetricSettings METRICS =
      new MetricSettings(List.of(1), Optional.empty(), Optional.of(PAIRS));

  private static Verification of(Protocol protocol) {
    return Evaluation.evaluate(protocol, METRICS).verification().orElseThrow();
  }

  @Test
  void allPairsOfOneSetAsScikitLearn() {
    golden(of(Protocol.leaveOneOut(Golden.images())), Golden.more("leaveOneOut"));
  }

  @Test
  void queriesWithAGalleryAsScikitLearn() {
    golden(
        of(Protocol.queryGallery(Golden.queries(), Golden.images())), Golden.more("queryGallery"));
  }

  private static void golden(Verification found, Config golden) {
    assertThat(found.genuine()).isEqualTo(golden.getLong("genuine"));
    assertThat(found.impostor()).isEqualTo(golden.getLong("impostor"));
    assertThat(found.auc()).isCloseTo(golden.getDouble("auc"), within(1e-12));
    assertThat(found.aucError()).isZero();
    found
        .atFalseMatch()
        .forEach(
            (n, at) ->
                assertThat(at.falseNonMatchRate())
                    .as("one in %d", n)
                    .isCloseTo(golden.getDouble("fnmr." + n), within(1e-12)));
    found
        .atPrecision()
        .forEach(
            (percent, cut) -> {
              String path = "precision." + percent;
              if (golden.hasPath(path)) {
                assertThat(cut.threshold())
                    .isCloseTo(golden.getDouble(path + ".threshold"), within(1e-12));
                assertThat(cut.recall())
                    .isCloseTo(golden.getDouble(path + ".recall"), within(1e-12));
              } else {
                assertThat(cut.threshold()).isNaN();
                assertThat(cut.recall()).isZero();
              }
            });
    similarities(found.within(), golden.getConfig("within"), 1e-12);
    similarities(found.between(), golden.getConfig("between"), Cuts.STEP);
  }

  private static void similarities(
      Verification.Similarities found, Config golden, double rounding) {
    assertThat(found.mean()).isCloseTo(golden.getDouble("mean"), within(1e-12));
    assertThat(found.least()).isCloseTo(golden.getDouble("least"), within(rounding));
    assertThat(found.low()).isCloseTo(golden.getDouble("low"), within(rounding));
    assertThat(found.median()).isCloseTo(golden.getDouble("median"), within(rounding));
    assertThat(found.high()).isCloseTo(golden.getDouble("high"), within(rounding));
    assertThat(found.greatest()).isCloseTo(golden.getDouble("greatest"), within(rounding));
  }

  /** Every pair held, every figure from its definition. */
  private record Naive(List<Double> genuine, List<Double> impostor) {
    static Naive of(Protocol protocol) {
      Naive pairs = new Naive(new ArrayList<>(), new ArrayList<>());
      for (int q = 0; q < protocol.queries().n(); q++) {
        for (int g = protocol.selfExcluded() ? q + 1 : 0; g < protocol.gallery().n(); g++) {
          boolean same = protocol.queries().labels()[q] == protocol.gallery().labels()[g];
          (same ? pairs.genuine : pairs.impostor).add(Oracle.similarity(protocol, q, g));
        }
      }
      return pairs;
    }

    double auc() {
      double sum = 0;
      for (double g : genuine) {
        for (double i : impostor) {
          sum += g > i ? 1 : g == i ? 0.5 : 0;
        }
      }
      return sum / genuine.size() / impostor.size();
    }

    double falseNonMatchRate(int oneIn) {
      double best = 1;
      for (double t : genuine) {
        if (count(impostor, t) <= impostor.size() / oneIn) {
          best = Math.min(best, 1 - (double) count(genuine, t) / genuine.size());
        }
      }
      return best;
    }

    Verification.Cut atPrecision(int percent) {
      Verification.Cut best = new Verification.Cut(Double.NaN, 0);
      for (double t : genuine) {
        long right = count(genuine, t);
        if (100 * right >= percent * (right + count(impostor, t)) && !(t >= best.threshold())) {
          best = new Verification.Cut(t, (double) right / genuine.size());
        }
      }
      return best;
    }

    private static long count(List<Double> similarities, double threshold) {
      return similarities.stream().filter(s -> s >= threshold).count();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithHoldingEveryPair(long seed) {
    // Every fifth row is a copy: many ties, across classes too.
    agrees(Protocol.leaveOneOut(Oracle.random(seed, 70, 5, 6)));
    agrees(Protocol.queryGallery(Oracle.random(seed, 30, 5, 8), Oracle.random(-seed, 60, 5, 6)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-2, 1e-4, 1e-6})
  void anUntrainedNetworkIsCountedAsExactly(double spread) {
    EmbeddingSet images = Oracle.random(12, 80, 24, 9);
    float[] rows = images.rows().clone();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) (spread * rows[i] + Math.sin(i % 24));
    }
    agrees(
        Protocol.leaveOneOut(
            new EmbeddingSet(rows, 24, images.labels(), images.ids()).normalised()));
  }

  private static void agrees(Protocol protocol) {
    Verification found = of(protocol);
    Naive naive = Naive.of(protocol);
    assertThat(found.auc()).isCloseTo(naive.auc(), within(1e-12));
    found
        .atFalseMatch()
        .forEach(
            (n, at) ->
                assertThat(at.falseNonMatchRate())
                    .isCloseTo(naive.falseNonMatchRate(n), within(1e-12)));
    found.atPrecision().forEach((p, cut) -> assertThat(cut).isEqualTo(naive.atPrecision(p)));
  }

  @Test
  void moreGenuinePairsThanCanBeHeldAreCountedInSmallSteps() {
    Protocol protocol = Protocol.leaveOneOut(Oracle.random(5, 400, 16, 3));
    Cuts fine = Cuts.fine();
    Verification coarse =
        PairFigures.of(
            fine, PairScan.count(protocol, fine, 0, 400), Evaluation.pairSum(protocol), PAIRS);
    Verification exact = of(protocol);
    assertThat(coarse.aucError()).isBetween(1e-12, 1e-4);
    assertThat(coarse.auc()).isCloseTo(exact.auc(), within(coarse.aucError()));
    assertThat(coarse.atPrecision().get(50).threshold())
        .isCloseTo(exact.atPrecision().get(50).threshold(), within(1e-3));
    assertThat(coarse.atFalseMatch().get(10).falseNonMatchRate())
        .isCloseTo(exact.atFalseMatch().get(10).falseNonMatchRate(), within(1e-3));
  }

  @Test
  void aCollapsedNetworkTellsNothing() {
    float[] rows = new float[80];
    for (int i = 0; i < rows.length; i += 2) {
      rows[i] = 1;
    }
    int[] labels = new int[40];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 4;
    }
    Verification found = of(Protocol.leaveOneOut(new EmbeddingSet(rows, 2, labels, new int[40])));
    assertThat(found.auc()).isEqualTo(0.5);
    assertThat(found.atFalseMatch().get(1000).falseNonMatchRate()).isEqualTo(1);
    assertThat(found.atFalseMatch().get(1000).threshold()).isNaN();
    assertThat(found.within().median()).isEqualTo(1);
  }

  @Test
  void withoutPairsOfOneClassOrOfDifferentOnesNothingIsDefined() {
    float[] rows = {1, 0, 0, 1, 0.6f, 0.8f};
    Verification singles =
        of(Protocol.leaveOneOut(new EmbeddingSet(rows, 2, new int[] {0, 1, 2}, new int[3])));
    Verification oneClass =
        of(Protocol.leaveOneOut(new EmbeddingSet(rows, 2, new int[3], new int[3])));
    for (Verification none : List.of(singles, oneClass)) {
      assertThat(none.auc()).isNaN();
      assertThat(none.atFalseMatch().get(10).falseNonMatchRate()).isNaN();
      assertThat(none.atPrecision().get(50).threshold()).isNaN();
    }
    assertThat(singles.genuine()).isZero();
    assertThat(singles.within().mean()).isNaN();
    assertThat(singles.within().median()).isNaN();
    assertThat(oneClass.impostor()).isZero();
    assertThat(oneClass.between().mean()).isNaN();
  }
}

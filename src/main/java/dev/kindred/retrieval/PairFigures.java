package dev.kindred.retrieval;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** From counts of pairs to figures. */
final class PairFigures {
  private final Cuts cuts;
  private final long[] genuine;
  private final long[] impostor;
  private final long genuineAll;
  private final long impostorAll;

  private PairFigures(Cuts cuts, PairCounts counts) {
    this.cuts = cuts;
    this.genuine = counts.genuine();
    this.impostor = counts.impostor();
    this.genuineAll = Arrays.stream(genuine).sum();
    this.impostorAll = Arrays.stream(impostor).sum();
  }

  /**
   * Puts the figures together.
   *
   * @param sum of the similarities of all pairs
   */
  static Verification of(Cuts cuts, PairCounts counts, double sum, PairSettings settings) {
    PairFigures figures = new PairFigures(cuts, counts);
    SortedMap<Integer, Verification.FalseMatch> atFalseMatch = new TreeMap<>();
    settings.falseMatchOneIn().forEach(n -> atFalseMatch.put(n, figures.atFalseMatch(n)));
    SortedMap<Integer, Verification.Cut> atPrecision = new TreeMap<>();
    settings.precisionPercent().forEach(p -> atPrecision.put(p, figures.atPrecision(p)));
    double within = figures.genuineSum();
    double pairs = (double) figures.genuineAll * figures.impostorAll;
    return new Verification(
        figures.genuineAll,
        figures.impostorAll,
        figures.ordered() / pairs,
        figures.undecided() / 2 / pairs,
        atFalseMatch,
        atPrecision,
        figures.similarities(figures.genuine, within),
        figures.similarities(figures.impostor, sum - within));
  }

  /** Of similarities; between cuts their middle. */
  private double genuineSum() {
    double sum = 0;
    for (int p = 0; p < genuine.length; p++) {
      sum += genuine[p] * (lower(p) + cuts.values()[Math.min(p / 2, cuts.values().length - 1)]) / 2;
    }
    return sum;
  }

  /** Pairs of pairs of which the genuine one is more similar; ties count half. */
  private double ordered() {
    double sum = 0;
    long below = 0;
    for (int p = 0; p < genuine.length; p++) {
      sum += genuine[p] * (below + impostor[p] / 2.0);
      below += impostor[p];
    }
    return sum;
  }

  /** Pairs of pairs between the same two cuts. */
  private double undecided() {
    double sum = 0;
    for (int p = 0; p < genuine.length; p += 2) {
      sum += (double) genuine[p] * impostor[p];
    }
    return sum;
  }

  private Verification.FalseMatch atFalseMatch(int oneIn) {
    if (genuineAll == 0 || impostorAll == 0) {
      return new Verification.FalseMatch(Double.NaN, Double.NaN);
    }
    long allowed = impostorAll / oneIn;
    long accepted = 0;
    double threshold = Double.NaN;
    long wrong = 0;
    for (int p = genuine.length - 1; p >= 0 && wrong + impostor[p] <= allowed; p--) {
      wrong += impostor[p];
      accepted += genuine[p];
      threshold = genuine[p] > 0 ? lower(p) : threshold;
    }
    return new Verification.FalseMatch((double) (genuineAll - accepted) / genuineAll, threshold);
  }

  private Verification.Cut atPrecision(int percent) {
    if (genuineAll == 0 || impostorAll == 0) {
      return new Verification.Cut(Double.NaN, Double.NaN);
    }
    long right = 0;
    long wrong = 0;
    Verification.Cut best = new Verification.Cut(Double.NaN, 0);
    for (int p = genuine.length - 1; p >= 0; p--) {
      right += genuine[p];
      wrong += impostor[p];
      if (genuine[p] > 0 && Math.multiplyExact(right, 100L) >= percent * (right + wrong)) {
        best = new Verification.Cut(lower(p), (double) right / genuineAll);
      }
    }
    return best;
  }

  private Verification.Similarities similarities(long[] counts, double sum) {
    long pairs = Arrays.stream(counts).sum();
    return new Verification.Similarities(
        pairs == 0 ? Double.NaN : sum / pairs,
        quantile(counts, pairs, 0),
        quantile(counts, pairs, 0.05),
        quantile(counts, pairs, 0.5),
        quantile(counts, pairs, 0.95),
        quantile(counts, pairs, 1));
  }

  /** The least place with at least this share of the pairs up to it, and at least one pair. */
  private double quantile(long[] counts, long pairs, double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * pairs));
    long so = 0;
    for (int p = 0; p < counts.length; p++) {
      so += counts[p];
      if (so >= wanted) {
        return cuts.values()[Math.min(p / 2, cuts.values().length - 1)];
      }
    }
    return Double.NaN;
  }

  /** The lowest similarity that a place may hold. */
  private double lower(int place) {
    return cuts.values()[Math.max(0, (place - 1) / 2)];
  }
}

package dev.kindred.retrieval;

import java.util.Arrays;

/**
 * The nearest centre of points: the one with the greatest {@code x.c - c.c / 2}. A single-precision
 * product proposes; centres within its error are asked again in double precision, and of equal ones
 * the first counts. So clusters depend neither on how points are split nor on the machine.
 */
final class NearestCentre {
  private final EmbeddingSet points;
  private final EmbeddingSet centres;
  private final double[] half;
  private final Centring centring;
  private final double slack;
  private final int[] cluster;
  private final double[] proposed;
  private final double[] exact;

  private NearestCentre(EmbeddingSet points, EmbeddingSet centres) {
    int d = centres.d();
    this.points = points;
    this.centres = centres;
    this.half = new double[centres.n()];
    Arrays.setAll(half, c -> Dot.of(centres.rows(), c * d, centres.rows(), c * d, d) / 2);
    this.centring = Centring.of(new Protocol(points, centres, false)).lessened(half);
    this.slack = 2 * centring.error();
    this.cluster = new int[points.n()];
    this.proposed = new double[points.n()];
    Arrays.fill(proposed, Double.NEGATIVE_INFINITY);
    this.exact = new double[points.n()];
    Arrays.fill(exact, Double.NaN);
  }

  /** Of all the points. */
  static Assignment of(EmbeddingSet points, EmbeddingSet centres, Scan scan) {
    return new NearestCentre(points, centres).scan(scan);
  }

  private Assignment scan(Scan scan) {
    for (int from = 0; from < points.n(); from += scan.queryBlock()) {
      int start = from;
      scan.run(
          points,
          from,
          Math.min(scan.queryBlock(), points.n() - from),
          centres,
          centring,
          new Scan.Visitor() {
            @Override
            public double bar(int query) {
              return proposed[start + query] - slack;
            }

            @Override
            public void near(int query, int[] rows, double[] scores, int count) {
              visit(start + query, rows, scores, count);
            }
          });
    }
    double[] squared = new double[points.n()];
    int d = points.d();
    for (int i = 0; i < squared.length; i++) {
      double length = Dot.of(points.rows(), i * d, points.rows(), i * d, d);
      squared[i] = Math.max(0, length - 2 * score(i, cluster[i]));
    }
    return new Assignment(cluster, squared);
  }

  private void visit(int point, int[] rows, double[] scores, int count) {
    for (int i = 0; i < count; i++) {
      int c = rows[i];
      double score = scores[i];
      if (score > proposed[point] + slack) {
        take(point, c, score, Double.NaN);
      } else if (score >= proposed[point] - slack) {
        if (Double.isNaN(exact[point])) {
          exact[point] = score(point, cluster[point]);
        }
        double exactly = score(point, c);
        if (exactly > exact[point]) {
          take(point, c, score, exactly);
        }
      }
    }
  }

  private void take(int point, int c, double score, double exactly) {
    cluster[point] = c;
    proposed[point] = score;
    exact[point] = exactly;
  }

  private double score(int point, int c) {
    int d = points.d();
    return Dot.of(points.rows(), point * d, centres.rows(), c * d, d) - half[c];
  }
}

package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KMeansTest {
  private static final MetricSettings.Clustering FEW = new MetricSettings.Clustering(3, 50, 1);

  @Test
  void mutualInformationOfGivenClustersAsScikitLearn() {
    double nmi = nmi(Golden.ints("clusters"), Golden.images().labels());
    assertThat(nmi).isCloseTo(Golden.number("nmi"), within(1e-12));
  }

  @Test
  void mutualInformationAtItsEnds() {
    int[] a = {0, 0, 1, 1};
    assertThat(nmi(a, new int[] {5, 5, -3, -3})).isEqualTo(1);
    assertThat(nmi(a, new int[] {0, 1, 0, 1})).isCloseTo(0, within(1e-12));
    assertThat(nmi(new int[3], new int[3])).isEqualTo(1);
  }

  @Test
  void clustersAreAsTightAsThoseOfScikitLearn() {
    EmbeddingSet points = Golden.images();
    int[] found = KMeans.cluster(points, 20, FEW);
    assertThat(inertia(points, found, 20)).isLessThan(1.02 * Golden.number("inertia"));
    assertThat(nmi(found, points.labels())).isCloseTo(Golden.number("nmi"), within(0.04));
  }

  @Test
  void findsClustersThatStandApart() {
    EmbeddingSet points = Oracle.random(3, 400, 12, 12);
    float[] rows = points.rows().clone();
    for (int i = 0; i < points.n(); i++) {
      rows[i * 12 + points.labels()[i]] += 20;
    }
    EmbeddingSet apart = new EmbeddingSet(rows, 12, points.labels(), points.ids()).normalised();
    assertThat(nmi(KMeans.cluster(apart, 12, FEW), apart.labels())).isCloseTo(1, within(1e-12));
  }

  @Test
  void theSameSeedGivesTheSameClusters() {
    EmbeddingSet points = Oracle.random(8, 700, 6, 9);
    // More than 200 clusters: seeds are drawn two at a time.
    assertThat(KMeans.cluster(points, 210, FEW)).isEqualTo(KMeans.cluster(points, 210, FEW));
  }

  @Test
  void identicalPointsDoNotHang() {
    float[] rows = {1, 1, 1, 1, 1};
    EmbeddingSet same = new EmbeddingSet(rows, 1, new int[5], new int[5]);
    assertThat(KMeans.cluster(same, 3, FEW)).hasSize(5);
  }

  @Test
  void refusesMoreClustersThanPoints() {
    EmbeddingSet one = new EmbeddingSet(new float[] {1}, 1, new int[1], new int[1]);
    assertThatThrownBy(() -> KMeans.cluster(one, 2, FEW)).hasMessage("2 clusters of 1 points");
  }

  private static double nmi(int[] clusters, int[] labels) {
    return Contingency.of(clusters, labels).agreement().nmi();
  }

  private static double inertia(EmbeddingSet points, int[] cluster, int k) {
    int d = points.d();
    double[][] mean = new double[k][d];
    int[] count = new int[k];
    for (int i = 0; i < points.n(); i++) {
      count[cluster[i]]++;
      for (int j = 0; j < d; j++) {
        mean[cluster[i]][j] += points.rows()[i * d + j];
      }
    }
    double sum = 0;
    for (int i = 0; i < points.n(); i++) {
      for (int j = 0; j < d; j++) {
        double off = points.rows()[i * d + j] - mean[cluster[i]][j] / count[cluster[i]];
        sum += off * off;
      }
    }
    return sum;
  }
}

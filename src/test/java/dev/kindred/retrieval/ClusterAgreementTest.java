package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import org.junit.jupiter.api.Test;

class ClusterAgreementTest {
  private static final int[] LABELS = Golden.images().labels();

  @Test
  void ofKMeansAsScikitLearn() {
    golden(Golden.ints("clusters"), Golden.more("agreement"));
  }

  @Test
  void ofChanceAsScikitLearn() {
    Config chance = Golden.more("chance");
    golden(chance.getIntList("clusters").stream().mapToInt(Integer::intValue).toArray(), chance);
    // What normalising alone does not see.
    assertThat(chance.getDouble("nmi")).isGreaterThan(0.4);
    assertThat(chance.getDouble("ami")).isCloseTo(0, within(0.05));
  }

  private static void golden(int[] clusters, Config golden) {
    ClusterAgreement found = Contingency.of(clusters, LABELS).agreement();
    assertThat(found.nmi()).isCloseTo(golden.getDouble("nmi"), within(1e-12));
    assertThat(found.ami()).isCloseTo(golden.getDouble("ami"), within(1e-12));
    assertThat(found.f1()).isCloseTo(golden.getDouble("f1"), within(1e-12));
  }

  @Test
  void atItsEnds() {
    int[] a = {0, 0, 1, 1};
    ClusterAgreement same = Contingency.of(a, new int[] {5, 5, -3, -3}).agreement();
    assertThat(same).isEqualTo(new ClusterAgreement(1, 1, 1));
    ClusterAgreement one = Contingency.of(new int[3], new int[3]).agreement();
    assertThat(one).isEqualTo(new ClusterAgreement(1, 1, 1));
    int[] alone = {0, 1, 2};
    assertThat(Contingency.of(alone, alone).agreement().f1()).isEqualTo(1);
    assertThat(Contingency.of(new int[3], alone).agreement().f1()).isZero();
    assertThat(Contingency.of(new int[3], alone).agreement().ami()).isZero();
  }

  @Test
  void aClassTakenTwiceIsTwoClasses() {
    int[] clusters = {0, 0, 1, 1, 0};
    int[] labels = {7, 7, 7, 8, 8};
    int[] twiceClusters = {0, 0, 1, 0, 0, 1};
    int[] twiceLabels = {7, 7, 7, 9, 9, 9};
    assertThat(Contingency.of(clusters, labels).agreement(new int[] {2, 0}))
        .isEqualTo(Contingency.of(twiceClusters, twiceLabels).agreement());
  }
}

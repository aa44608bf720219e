package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingSetTest {
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesADivergedNetwork(float bad) {
    EmbeddingSet set =
        new EmbeddingSet(new float[] {1, 0, 0, bad}, 2, new int[2], new int[] {7, 903});
    MetricSettings metrics = new MetricSettings(List.of(1), Optional.empty());
    assertThatThrownBy(() -> Evaluation.evaluate(Protocol.leaveOneOut(set), metrics))
        .isInstanceOf(KindredException.class)
        .hasMessage(
            "the embedding of image 903 (row 1 of 2) is not a finite number: the network diverged;"
                + " lower the learning rate or go back to an earlier checkpoint")
        .extracting(e -> ((KindredException) e).exit())
        .isEqualTo(Exit.FAILED);
  }

  @Test
  void refusesRowsThatAreNotUnit() {
    EmbeddingSet set = new EmbeddingSet(new float[] {3, 4}, 2, new int[1], new int[] {5});
    assertThatThrownBy(set::requireUsable)
        .hasMessage(
            "the embedding of image 5 (row 0 of 1) has length 5.0000 instead of 1; normalise"
                + " embeddings before retrieval");
    assertThat(set.normalised().requireUsable().rows()).containsExactly(0.6f, 0.8f);
  }

  @Test
  void rowsOfUnitLengthKeepEveryBit() {
    float almost = Math.nextUp(0.6f);
    EmbeddingSet set =
        new EmbeddingSet(new float[] {almost, 0.8f, 3, 4}, 2, new int[2], new int[2]);
    assertThat(set.ofUnitLength().rows()).containsExactly(almost, 0.8f, 0.6f, 0.8f);
  }

  @Test
  void anAllZeroRowStays() {
    EmbeddingSet set = new EmbeddingSet(new float[2], 2, new int[1], new int[1]);
    assertThat(set.normalised().requireUsable().rows()).containsExactly(0, 0);
  }

  @Test
  void putsBlocksInOrderOfTheirIds() {
    EmbeddingSet late =
        new EmbeddingSet(new float[] {5, 3}, 1, new int[] {50, 30}, new int[] {5, 3});
    EmbeddingSet early = new EmbeddingSet(new float[] {1}, 1, new int[] {10}, new int[] {1});
    EmbeddingSet all = EmbeddingSet.concat(List.of(late, early));
    assertThat(all.ids()).containsExactly(1, 3, 5);
    assertThat(all.labels()).containsExactly(10, 30, 50);
    assertThat(all.rows()).containsExactly(1, 3, 5);
  }

  @Test
  void refusesBlocksThatDoNotFit() {
    EmbeddingSet one = new EmbeddingSet(new float[] {1}, 1, new int[1], new int[] {4});
    EmbeddingSet wide = new EmbeddingSet(new float[] {1, 0}, 2, new int[1], new int[] {6});
    assertThatThrownBy(() -> EmbeddingSet.concat(List.of(one, one)))
        .hasMessage("image 4 was embedded twice");
    assertThatThrownBy(() -> EmbeddingSet.concat(List.of(one, wide)))
        .hasMessage("dimensions 1 and 2 in one set");
    assertThatThrownBy(() -> new EmbeddingSet(new float[5], 2, new int[2], new int[2]))
        .hasMessage("5 numbers, 2 labels and 2 ids are not rows of dimension 2");
  }

  /** Of unit length again, two models' embeddings are as similar as those models say on average. */
  @Test
  void besideEachOtherSimilaritiesAreAveraged() {
    int[] labels = {0, 1};
    int[] ids = {7, 9};
    EmbeddingSet one = new EmbeddingSet(new float[] {1, 0, 0.6f, 0.8f}, 2, labels, ids);
    EmbeddingSet other = new EmbeddingSet(new float[] {0, 0, 1, 0, 0.6f, 0.8f}, 3, labels, ids);
    EmbeddingSet both = one.beside(other).normalised();
    assertThat(both.d()).isEqualTo(5);
    assertThat(both.ids()).isEqualTo(ids);
    assertThat(both.requireUsable()).isSameAs(both);
    assertThat(Dot.of(both.rows(), 0, both.rows(), 5, 5)).isCloseTo((0.6 + 0.8) / 2, within(1e-6));
    assertThatThrownBy(
            () -> one.beside(new EmbeddingSet(new float[4], 2, labels, new int[] {9, 7})))
        .hasMessageContaining("different images");
  }
}

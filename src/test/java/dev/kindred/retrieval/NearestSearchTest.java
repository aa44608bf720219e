package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestSearchTest {
  @ParameterizedTest
  @CsvSource({"1,5", "4,9", "17,64", "10,500", "300,31"})
  void isTheHeadOfTheSortedGalleryWhateverTheBlocks(int k, int block) {
    Protocol protocol = Protocol.leaveOneOut(Oracle.random(k, 150, 19, 8));
    int[] queries = {0, 4, 77, 149, 2};
    try (Scan scan = Scan.open(new BlockSize(2, block), 19)) {
      List<Neighbours> found = NearestSearch.search(protocol, k, queries, scan);
      for (int i = 0; i < queries.length; i++) {
        List<Integer> expected = Oracle.ranking(protocol, queries[i]);
        assertThat(found.get(i).query()).isEqualTo(queries[i]);
        assertThat(Arrays.stream(found.get(i).rows()).boxed().toList())
            .isEqualTo(expected.subList(0, Math.min(k, expected.size())));
        assertThat(found.get(i).similarities()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
      }
    }
  }

  @Test
  void agreesWithFaiss() {
    Protocol protocol = Protocol.queryGallery(Golden.queries(), Golden.images());
    List<List<Integer>> found =
        NearestSearch.search(protocol, 5).stream()
            .map(n -> Arrays.stream(n.rows()).boxed().toList())
            .toList();
    assertThat((Object) found).isEqualTo(Golden.at("queryGallery").getValue("top5").unwrapped());
  }

  @Test
  void equalSimilaritiesComeByTheLowerRow() {
    float[] rows = {0, 1, 1, 0, 0.6f, 0.8f, 1, 0, 1, 0};
    EmbeddingSet set = new EmbeddingSet(rows, 2, new int[5], new int[5]);
    assertThat(NearestSearch.search(Protocol.leaveOneOut(set), 3, 3).get(0).rows())
        .containsExactly(1, 4, 2);
  }

  @Test
  void aGalleryOfTheQueryAloneHasNoNeighbours() {
    EmbeddingSet one = new EmbeddingSet(new float[] {1, 0}, 2, new int[1], new int[1]);
    assertThat(NearestSearch.search(Protocol.leaveOneOut(one), 3).get(0).rows()).isEmpty();
  }

  @Test
  void refusesNoNeighbours() {
    Protocol protocol = Protocol.leaveOneOut(Oracle.random(1, 10, 4, 2));
    assertThatThrownBy(() -> NearestSearch.search(protocol, 0)).hasMessage("k = 0");
  }

  /** From far apart to a dead network, whose similarities are all the same. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-3, 1e-6, 0})
  void longListsAreExactHoweverNearTheImagesAre(double spread) {
    EmbeddingSet images = Oracle.random(5, 2600, 11, 40);
    float[] rows = images.rows().clone();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) (spread * rows[i] + Math.sin(i % 11));
    }
    EmbeddingSet set = new EmbeddingSet(rows, 11, images.labels(), images.ids()).normalised();
    Protocol protocol = Protocol.leaveOneOut(set);
    for (int k : new int[] {10, 700}) {
      for (Neighbours found : NearestSearch.search(protocol, k, 0, 1300, 2599)) {
        assertThat(Arrays.stream(found.rows()).boxed().toList())
            .isEqualTo(Oracle.ranking(protocol, found.query()).subList(0, k));
        ExactSimilarity exactly = new ExactSimilarity(set, found.query(), set);
        for (int i = 0; i < k; i++) {
          assertThat(found.similarities()[i]).isEqualTo(exactly.with(found.rows()[i]));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7, 64, 513})
  void twoRowsAtATimeGiveTheSameBits(int d) {
    EmbeddingSet set = Oracle.random(d, 3, d, 2);
    double[] both = new double[3];
    Dot.ofBoth(Dot.widened(set.rows(), 0, d), set.rows(), d, 2 * d, both, 1);
    assertThat(both)
        .containsExactly(
            0,
            Dot.of(set.rows(), 0, set.rows(), d, d),
            Dot.of(set.rows(), 0, set.rows(), 2 * d, d));
  }
}

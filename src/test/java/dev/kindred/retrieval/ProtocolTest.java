package dev.kindred.retrieval;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.KindredException;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  private static final EmbeddingSet NONE =
      new EmbeddingSet(new float[0], 2, new int[0], new int[0]);
  private static final EmbeddingSet TWO =
      new EmbeddingSet(new float[] {1, 0, 0, 1}, 2, new int[2], new int[2]);

  @Test
  void anEmptySideIsBadData() {
    assertThatThrownBy(() -> Protocol.queryGallery(TWO, NONE))
        .isInstanceOf(KindredException.class)
        .hasMessage(
            "nothing to evaluate: 2 queries and 0 gallery images; check the data set's test split");
  }

  @Test
  void sidesMustFit() {
    EmbeddingSet wide = new EmbeddingSet(new float[] {1, 0, 0}, 3, new int[1], new int[1]);
    assertThatThrownBy(() -> Protocol.queryGallery(TWO, wide))
        .hasMessage("queries of dimension 2, gallery of 3");
    assertThatThrownBy(() -> new Protocol(TWO, TWO.select(0), true))
        .hasMessage("2 queries are not the 1 rows of the gallery");
  }
}

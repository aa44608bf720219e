package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What {@link ReRanking.KReciprocal} knows of an image: the first of its neighbours among all
 * images, itself among them, and how far the farthest is.
 *
 * @param nearest rows, nearest first
 * @param farthest greatest squared Euclidean distance
 */
@SuppressWarnings("ArrayRecordComponent") // a few numbers
record Neighbourhood(int[] nearest, double farthest) implements Serializable {
  /** Of the images {@code [from, to)}. */
  static List<Neighbourhood> of(EmbeddingSet all, int k, Range range) {
    int[] rows = IntStream.range(range.from(), range.to()).toArray();
    Protocol near = Protocol.queryGallery(all, all);
    List<Neighbours> nearest = NearestSearch.search(near, k, rows);
    EmbeddingSet some = all.select(rows);
    float[] opposite = new float[some.rows().length];
    for (int i = 0; i < opposite.length; i++) {
      opposite[i] = -some.rows()[i];
    }
    List<Neighbours> farthest =
        NearestSearch.search(
            Protocol.queryGallery(
                new EmbeddingSet(opposite, some.d(), some.labels(), some.ids()), all),
            1);
    List<Neighbourhood> found = new ArrayList<>(rows.length);
    for (int i = 0; i < rows.length; i++) {
      double most = 2 + 2 * farthest.get(i).similarities()[0];
      // All images being the same, all distances are 0 whatever they are divided by.
      found.add(new Neighbourhood(nearest.get(i).rows(), most > 0 ? most : 1));
    }
    return found;
  }
}

package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Joins images whose cosine reaches a threshold. A single-precision product proposes; pairs within
 * its error of the threshold are asked again in double precision.
 *
 * @param queries some of the images
 * @param ids of all images, ascending
 * @param threshold cosine from which two are joined
 */
@SuppressWarnings("ArrayRecordComponent") // sent once
record SimilarityJoin(EmbeddingSet queries, int[] ids, double threshold) implements Serializable {
  /** Of the queries with the later images of a part. */
  Forest with(EmbeddingSet part) {
    Forest forest = new Forest(ids.length);
    int[] partRows = rows(part);
    int[] queryRows = rows(queries);
    Centring centring = Centring.of(Protocol.queryGallery(queries, part));
    double surely = threshold + centring.error();
    double perhaps = threshold - centring.error();
    try (Scan scan = Scan.open(BlockSize.USUAL, part.d())) {
      for (int from = 0; from < queries.n(); from += scan.queryBlock()) {
        int start = from;
        scan.run(
            queries,
            from,
            Math.min(scan.queryBlock(), queries.n() - from),
            part,
            centring,
            new Scan.Visitor() {
              @Override
              public double bar(int q) {
                return perhaps;
              }

              @Override
              public void near(int q, int[] near, double[] similarities, int count) {
                int query = queryRows[start + q];
                ExactSimilarity exactly = new ExactSimilarity(queries, start + q, part);
                for (int i = 0; i < count; i++) {
                  int row = partRows[near[i]];
                  if (row > query
                      && similarities[i] >= perhaps
                      && forest.root(row) != forest.root(query)
                      && (similarities[i] > surely || exactly.with(near[i]) >= threshold)) {
                    forest.join(query, row);
                  }
                }
              }
            });
      }
    }
    return forest;
  }

  private int[] rows(EmbeddingSet set) {
    return Arrays.stream(set.ids()).map(id -> Arrays.binarySearch(ids, id)).toArray();
  }
}

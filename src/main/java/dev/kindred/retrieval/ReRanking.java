package dev.kindred.retrieval;

import java.io.Serializable;

/** A second order of the gallery, from what the first one found. */
public sealed interface ReRanking extends Serializable {
  /** Name for people, and the stage of its figures in {@code metrics.jsonl}. */
  String name();

  /**
   * Weighted query expansion (alpha-QE; Radenovic, Tolias and Chum 2018, arXiv:1711.02512, section
   * 5.1): a query is replaced by the sum of itself and its nearest gallery images, each times its
   * cosine to the power of alpha. Cosines below 0 count as 0. The gallery stays as it is.
   *
   * @param neighbours that are added
   * @param alpha 0 for a plain mean
   */
  record QueryExpansion(int neighbours, double alpha) implements ReRanking {
    @Override
    public String name() {
      return "query-expansion";
    }
  }

  /**
   * k-reciprocal encoding (Zhong, Zheng, Cao and Li 2017, arXiv:1701.08398): images are compared by
   * whom they are mutual neighbours with.
   *
   * @param k1 neighbours that may be mutual
   * @param k2 neighbours whose encodings are averaged
   * @param lambda share of the original distance
   */
  record KReciprocal(int k1, int k2, double lambda) implements ReRanking {
    @Override
    public String name() {
      return "k-reciprocal";
    }
  }
}

package dev.kindred.retrieval;

/**
 * How much is multiplied at a time. Bounds memory and nothing else: results do not depend on it.
 *
 * @param queries rows of the query block
 * @param gallery rows of the gallery block
 */
record BlockSize(int queries, int gallery) {
  /** A tile of 4 MB; larger ones were no faster. */
  static final BlockSize USUAL = new BlockSize(1024, 1024);

  BlockSize {
    if (queries < 1 || gallery < 1) {
      throw new IllegalArgumentException("blocks of " + queries + " x " + gallery);
    }
  }
}

package dev.kindred.bench;

import dev.kindred.retrieval.EmbeddingSet;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** The matrix products that a search cannot do without, in single precision, and nothing else. */
final class BareProducts {
  private static final int QUERIES = 1024;
  private static final int GALLERY = 4096;

  private BareProducts() {}

  /**
   * Size of what images of a class have in common, beside noise of 1, for cosines within a class
   * that are five standard deviations of those between: about as hard as real photos.
   */
  static double centre(int d) {
    double cosine = 5 / Math.sqrt(d);
    return Math.sqrt(cosine / (1 - cosine));
  }

  /** Of rows {@code [from, to)} with all rows; the last product's first number. */
  static float multiply(String library, EmbeddingSet set, int from, int to) {
    int d = set.d();
    try (FloatPointer rows = new FloatPointer(set.rows());
        FloatPointer tile = new FloatPointer((long) QUERIES * GALLERY)) {
      for (int q = from; q < to; q += QUERIES) {
        int m = Math.min(QUERIES, to - q);
        for (int g = 0; g < set.n(); g += GALLERY) {
          int n = Math.min(GALLERY, set.n() - g);
          FloatPointer a = new FloatPointer(rows).position((long) q * d);
          FloatPointer b = new FloatPointer(rows).position((long) g * d);
          if (library.equals("onednn")) {
            dnnl.dnnl_sgemm((byte) 'N', (byte) 'T', m, n, d, 1f, a, d, b, d, 0f, tile, n);
          } else {
            openblas.cblas_sgemm(
                openblas.CblasRowMajor,
                openblas.CblasNoTrans,
                openblas.CblasTrans,
                m,
                n,
                d,
                1f,
                a,
                d,
                b,
                d,
                0f,
                tile,
                n);
          }
        }
      }
      return tile.get(0);
    }
  }
}

package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** An image {@code [n, h, w, c]} with its padding laid around it. */
final class Padded {
  private Padded() {}

  static INDArray around(INDArray x, Geometry g, float value) {
    if (g.top() + g.left() + g.bottom() + g.right() == 0) {
      return x;
    }
    INDArray padded =
        Nd4j.valueArrayOf(
            new long[] {g.n(), g.h() + g.top() + g.bottom(), g.w() + g.left() + g.right(), g.c()},
            value,
            x.dataType());
    inner(padded, g).assign(x);
    return padded;
  }

  static INDArray inner(INDArray padded, Geometry g) {
    return padded.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(g.top(), g.top() + g.h()),
        NDArrayIndex.interval(g.left(), g.left() + g.w()),
        NDArrayIndex.all());
  }
}

package dev.kindred.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Batch normalisation written out in ND4J operations over {@code [places, c]}. */
record Nd4jNorm(float eps) implements NormKernel {
  private static INDArray rows(INDArray x) {
    return x.reshape('c', x.length() / x.size(3), x.size(3));
  }

  @Override
  public void forward(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
    INDArray rows = rows(x);
    mean.assign(rows.mean(true, 0));
    INDArray centred = rows.subRowVector(mean);
    variance.assign(centred.mul(centred).mean(true, 0));
    INDArray scale = gamma.div(Transforms.sqrt(variance.add(eps)));
    rows(y).assign(centred.muliRowVector(scale).addiRowVector(beta));
  }

  /** Ioffe and Szegedy 2015, section 3, in the form with two column sums. */
  @Override
  public void backward(
      INDArray x,
      INDArray gamma,
      INDArray mean,
      INDArray variance,
      INDArray dy,
      INDArray dx,
      INDArray dGamma,
      INDArray dBeta) {
    INDArray inverse = Transforms.pow(variance.add(eps), -0.5);
    INDArray normalised = rows(x).subRowVector(mean).muliRowVector(inverse);
    INDArray upstream = rows(dy);
    dBeta.assign(upstream.sum(true, 0));
    dGamma.assign(upstream.mul(normalised).sum(true, 0));
    double n = upstream.size(0);
    INDArray centred =
        upstream.subRowVector(dBeta.div(n)).subi(normalised.muliRowVector(dGamma.div(n)));
    rows(dx).assign(centred.muliRowVector(gamma.mul(inverse)));
  }
}

package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import dev.kindred.engine.kernel.Geometry;
import dev.kindred.model.Activation;
import dev.kindred.model.Node;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** Convolution, batch normalisation and activation as one DL4J layer on {@code [n, h, w, c]}. */
public final class ConvNormConf extends LayerConf {
  static final String WEIGHT = "W";
  static final String BIAS = "b";
  static final String GAMMA = "gamma";
  static final String BETA = "beta";
  static final String MEAN = "mean";
  static final String VARIANCE = "var";

  int in;
  int out;
  int kernel;
  int stride;
  int top;
  int left;
  int bottom;
  int right;
  int groups;
  boolean bias;
  boolean norm;
  double eps;
  double momentum;
  boolean frozenNorm;
  boolean frozenAffine;
  boolean firstLayer;
  Activation act;

  /** For DL4J's JSON. */
  ConvNormConf() {}

  /**
   * @param node what to compute
   * @param frozenNorm use the running statistics in training too and leave them as they are
   * @param frozenAffine the optimiser leaves scale and shift as they are
   * @param trained whether the optimiser changes the layer
   * @param firstLayer no gradient of the input is needed
   * @param precision of activations and products
   */
  ConvNormConf(
      Node.Conv node,
      boolean frozenNorm,
      boolean frozenAffine,
      boolean trained,
      boolean firstLayer,
      Precision precision) {
    this.precision = precision;
    this.in = node.in();
    this.out = node.out();
    this.kernel = node.kernel();
    this.stride = node.stride();
    this.top = node.padding().top();
    this.left = node.padding().left();
    this.bottom = node.padding().bottom();
    this.right = node.padding().right();
    this.groups = node.groups();
    this.bias = node.bias();
    this.norm = node.norm() != null;
    this.eps = norm ? node.norm().eps() : 0;
    this.momentum = norm ? node.norm().momentum() : 0;
    this.frozenNorm = frozenNorm;
    this.frozenAffine = frozenAffine;
    this.trained = trained;
    this.firstLayer = firstLayer;
    this.act = node.activation();
  }

  /** Whether a parameter is observed and not learnt. */
  static boolean isStatistic(String param) {
    return param.equals(MEAN) || param.equals(VARIANCE);
  }

  Geometry geometry(long n, long h, long w) {
    return new Geometry(n, in, h, w, out, kernel, stride, top, left, bottom, right, groups);
  }

  @Override
  public List<Param> params() {
    List<Param> list = new ArrayList<>();
    list.add(new Param(WEIGHT, true, 0, out, in / groups, kernel, kernel));
    if (bias) {
      list.add(new Param(BIAS, true, 0, 1, out));
    }
    if (norm) {
      list.add(new Param(GAMMA, !frozenAffine, 1, 1, out));
      list.add(new Param(BETA, !frozenAffine, 0, 1, out));
      list.add(new Param(MEAN, false, 0, 1, out));
      list.add(new Param(VARIANCE, false, 1, 1, out));
    }
    return list;
  }

  @Override
  ConvNorm newLayer(NeuralNetConfiguration conf, DataType type) {
    return new ConvNorm(conf, type);
  }
}

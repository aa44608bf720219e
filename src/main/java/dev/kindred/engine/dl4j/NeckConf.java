package dev.kindred.engine.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** Batch normalisation of {@code [n, d]}: the scale is trained, the shift is not. */
public final class NeckConf extends LayerConf {
  static final String GAMMA = ConvNormConf.GAMMA;
  static final String BETA = ConvNormConf.BETA;
  static final String MEAN = ConvNormConf.MEAN;
  static final String VARIANCE = ConvNormConf.VARIANCE;

  int dim;

  /** For DL4J's JSON. */
  NeckConf() {}

  NeckConf(int dim) {
    this.dim = dim;
  }

  @Override
  public List<Param> params() {
    return List.of(
        new Param(GAMMA, true, 1, 1, dim),
        new Param(BETA, false, 0, 1, dim),
        new Param(MEAN, false, 0, 1, dim),
        new Param(VARIANCE, false, 1, 1, dim));
  }

  @Override
  Neck newLayer(NeuralNetConfiguration conf, DataType type) {
    return new Neck(conf, type);
  }
}

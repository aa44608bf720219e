package dev.kindred.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** Rows of {@code [n, d]} brought to mean 0 and variance 1. */
public final class RowNormConf extends LayerConf {
  /** Also for DL4J's JSON. */
  RowNormConf() {}

  @Override
  RowNorm newLayer(NeuralNetConfiguration conf, DataType type) {
    return new RowNorm(conf, type);
  }
}

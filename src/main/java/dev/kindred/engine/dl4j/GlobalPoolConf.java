package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import dev.kindred.model.Pooling;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** From a feature map {@code [n, h, w, c]} to {@code [n, c]}: as {@link Pooling} says. */
public final class GlobalPoolConf extends LayerConf {
  Pooling pooling;

  /** Of the generalised mean. */
  double power;

  /** For DL4J's JSON. */
  GlobalPoolConf() {}

  GlobalPoolConf(Pooling pooling, double power, Precision precision) {
    this.pooling = pooling;
    this.power = power;
    this.precision = precision;
  }

  @Override
  GlobalPool newLayer(NeuralNetConfiguration conf, DataType type) {
    return new GlobalPool(conf, type);
  }
}

package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import dev.kindred.model.Activation;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** ReLU or ReLU6 as a layer of its own. */
public final class RectifyConf extends LayerConf {
  Activation act;

  /** For DL4J's JSON. */
  RectifyConf() {}

  RectifyConf(Activation act, Precision precision) {
    this.act = act;
    this.precision = precision;
  }

  @Override
  Rectify newLayer(NeuralNetConfiguration conf, DataType type) {
    return new Rectify(conf, type);
  }
}

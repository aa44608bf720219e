package dev.kindred.engine.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The output layer: makes any of our losses a DL4J loss. It passes embeddings {@code [n, d]} on
 * unchanged, takes class ids {@code [n, 1]} as labels, and holds the loss's own parameters
 * (proxies) so that they are stepped, averaged and saved with the network.
 */
public final class MetricLossConf extends LayerConf {
  /** The loss's own parameters. */
  static final String PROXIES = "P";

  int rows;
  int width;

  /** For DL4J's JSON. */
  MetricLossConf() {}

  /**
   * @param rows rows of the loss's own parameters, 0 for none
   * @param width numbers in a row
   */
  MetricLossConf(int rows, int width) {
    this.rows = rows;
    this.width = width;
  }

  @Override
  public List<Param> params() {
    return rows == 0 ? List.of() : List.of(new Param(PROXIES, true, 0, rows, width));
  }

  @Override
  MetricLossLayer newLayer(NeuralNetConfiguration conf, DataType type) {
    return new MetricLossLayer(conf, type);
  }
}

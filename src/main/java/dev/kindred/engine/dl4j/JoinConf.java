package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import java.util.Objects;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images side by side in their channels. */
public final class JoinConf extends VertexConf {
  private static final long serialVersionUID = 1L;

  /** For DL4J's JSON. */
  JoinConf() {}

  JoinConf(Precision precision) {
    this.precision = precision;
  }

  @Override
  public JoinConf clone() {
    return new JoinConf(precision);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JoinConf conf && conf.precision == precision;
  }

  @Override
  public int hashCode() {
    return Objects.hash(JoinConf.class, precision);
  }

  @Override
  public int maxVertexInputs() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Join instantiate(
      ComputationGraph graph, String name, int index, INDArray view, boolean init, DataType type) {
    return new Join(graph, name, index, stored(), type);
  }
}

package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import java.util.Objects;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of two branches. */
public final class SumConf extends VertexConf {
  private static final long serialVersionUID = 1L;

  /** For DL4J's JSON. */
  SumConf() {}

  SumConf(Precision precision) {
    this.precision = precision;
  }

  @Override
  public SumConf clone() {
    return new SumConf(precision);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SumConf conf && conf.precision == precision;
  }

  @Override
  public int hashCode() {
    return Objects.hash(SumConf.class, precision);
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public Sum instantiate(
      ComputationGraph graph, String name, int index, INDArray view, boolean init, DataType type) {
    return new Sum(graph, name, index, stored(), type);
  }
}

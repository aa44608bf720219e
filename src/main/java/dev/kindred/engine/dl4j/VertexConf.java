package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;

/**
 * What Kindred's vertices share as DL4J configurations. DL4J's own ones turn what they are given
 * into the type of the parameters. Fields are written to and read from DL4J's JSON.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
abstract class VertexConf extends GraphVertex {
  private static final long serialVersionUID = 1L;

  /** In which numbers activations and their gradients are kept. */
  protected Precision precision = Precision.FP32;

  DataType stored() {
    return StoredArrays.type(precision);
  }

  @Override
  public abstract boolean equals(Object other);

  @Override
  public abstract int hashCode();

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    throw new UnsupportedOperationException("shapes are fixed when the graph is described");
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    throw new UnsupportedOperationException("no memory report");
  }
}

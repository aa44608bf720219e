package dev.kindred.engine.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A part of a network as a graph of its own, whose parameters and gradients are those of the whole
 * network, in the same memory.
 */
final class BorrowingGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  /**
   * @param part layers of the whole network, under the names that they have there
   * @param whole initialised
   */
  BorrowingGraph(ComputationGraphConfiguration part, ComputationGraph whole) {
    super(inOrderOf(whole, part));
    INDArray all = whole.params().reshape(whole.params().length());
    // Any memory of that length will do: every layer is given its own below.
    init(all.get(NDArrayIndex.interval(0, length(part, whole))), false);
    whole.initGradientsView();
    flattenedGradients = whole.getFlattenedGradients();
    for (Layer layer : getLayers()) {
      Layer there = whole.getLayer(layer.conf().getLayer().getLayerName());
      if (there.numParams() > 0) {
        BaseLayer<?> here = (BaseLayer<?>) layer;
        here.setParamsViewArray(there.params());
        here.setParamTable(Map.copyOf(there.paramTable()));
        here.setBackpropGradientsViewArray(there.getGradientsViewArray());
      }
    }
  }

  /** Gradients that meet at a branching are summed in this order, backwards. */
  private static ComputationGraphConfiguration inOrderOf(
      ComputationGraph whole, ComputationGraphConfiguration part) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    part.getNetworkInputs().forEach(name -> numbers.put(name, numbers.size()));
    part.getVertices().keySet().forEach(name -> numbers.put(name, numbers.size()));
    List<String> order = new ArrayList<>(part.getNetworkInputs());
    for (int vertex : whole.topologicalSortOrder()) {
      String name = whole.getVertices()[vertex].getVertexName();
      if (part.getVertices().containsKey(name)) {
        order.add(name);
      }
    }
    part.setTopologicalOrderStr(order);
    part.setTopologicalOrder(order.stream().mapToInt(numbers::get).toArray());
    return part;
  }

  private static long length(ComputationGraphConfiguration part, ComputationGraph whole) {
    long length = 0;
    for (String name : part.getVertices().keySet()) {
      Layer layer = whole.getLayer(name);
      length += layer == null ? 0 : layer.numParams();
    }
    return length;
  }
}

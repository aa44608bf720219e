package dev.kindred.engine.dl4j;

import dev.kindred.engine.NetworkSpec;
import dev.kindred.model.HeadForm;
import dev.kindred.model.Node;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The parameters of a graph under their PyTorch names. */
final class GraphWeights {
  private GraphWeights() {}

  /**
   * Where a tensor lies.
   *
   * @param layer name in the graph
   * @param param key in the layer
   * @param transposed whether DL4J keeps it the other way round
   */
  private record Place(String layer, String param, boolean transposed, int[] shape) {}

  private static Map<String, Place> places(NetworkSpec spec) {
    Map<String, Place> places = new LinkedHashMap<>();
    for (Node node : spec.backbone().nodes()) {
      if (node instanceof Node.Conv c) {
        int[] kernel = {c.out(), c.in() / c.groups(), c.kernel(), c.kernel()};
        int[] channels = {c.out()};
        String name = c.name();
        places.put(c.key() + ".weight", new Place(name, ConvNormConf.WEIGHT, false, kernel));
        if (c.bias()) {
          places.put(c.key() + ".bias", new Place(name, ConvNormConf.BIAS, false, channels));
        }
        if (c.norm() != null) {
          String k = c.norm().key();
          places.put(k + ".weight", new Place(name, ConvNormConf.GAMMA, false, channels));
          places.put(k + ".bias", new Place(name, ConvNormConf.BETA, false, channels));
          places.put(k + ".running_mean", new Place(name, ConvNormConf.MEAN, false, channels));
          places.put(k + ".running_var", new Place(name, ConvNormConf.VARIANCE, false, channels));
        }
      }
    }
    int[] linear = {spec.dim(), spec.backbone().features()};
    places.put("head.weight", new Place(GraphFactory.HEAD, "W", true, linear));
    places.put("head.bias", new Place(GraphFactory.HEAD, "b", false, new int[] {spec.dim()}));
    if (spec.form().bnNeck()) {
      int[] dim = {spec.dim()};
      String neck = GraphFactory.NECK;
      places.put(HeadForm.NECK + ".weight", new Place(neck, NeckConf.GAMMA, false, dim));
      places.put(HeadForm.NECK + ".bias", new Place(neck, NeckConf.BETA, false, dim));
      places.put(HeadForm.NECK + ".running_mean", new Place(neck, NeckConf.MEAN, false, dim));
      places.put(HeadForm.NECK + ".running_var", new Place(neck, NeckConf.VARIANCE, false, dim));
    }
    if (spec.proxyRows() > 0) {
      int[] proxies = {spec.proxyRows(), spec.proxyWidth()};
      places.put("proxies", new Place(GraphFactory.LOSS, MetricLossConf.PROXIES, false, proxies));
    }
    return places;
  }

  static StateDict read(ComputationGraph graph, NetworkSpec spec) {
    Map<String, float[]> values =
        named(spec, (layer, param) -> graph.getLayer(layer).getParam(param));
    List<Tensor> tensors = new ArrayList<>();
    places(spec).forEach((name, at) -> tensors.add(new Tensor(name, at.shape, values.get(name))));
    return StateDict.of("the network", tensors);
  }

  /**
   * Arrays of the parameters' shapes under their PyTorch names, in PyTorch's order.
   *
   * @param arrays by layer and parameter
   */
  static Map<String, float[]> named(NetworkSpec spec, BiFunction<String, String, INDArray> arrays) {
    Map<String, float[]> named = new LinkedHashMap<>();
    places(spec)
        .forEach(
            (name, at) -> {
              INDArray a = arrays.apply(at.layer, at.param);
              if (a != null) {
                named.put(name, (at.transposed ? a.transpose() : a).dup('c').data().asFloat());
              }
            });
    return named;
  }

  static void write(ComputationGraph graph, NetworkSpec spec, StateDict weights) {
    places(spec)
        .forEach(
            (name, at) -> {
              Tensor tensor = weights.tensors().get(name);
              if (tensor != null) {
                INDArray target = graph.getLayer(at.layer).getParam(at.param);
                long[] shape = target.shape();
                INDArray source =
                    at.transposed
                        ? Nd4j.create(tensor.data(), new long[] {shape[1], shape[0]}, 'c')
                            .transpose()
                        : Nd4j.create(tensor.data(), shape, 'c');
                target.assign(source);
              }
            });
  }
}

package dev.kindred.engine.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Hands out a layer's flat parameter row as named arrays in C order, as its configuration lists
 * them.
 */
final class ParamSlices implements ParamInitializer {
  static final ParamSlices INSTANCE = new ParamSlices();

  private ParamSlices() {}

  private static List<Param> params(Layer layer) {
    return ((HasParams) layer).params();
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return params(layer).stream().mapToLong(Param::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return params(layer).stream().map(Param::key).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return true;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray view, boolean initializeParams) {
    Map<String, INDArray> slices = slice(conf.getLayer(), view);
    if (initializeParams) {
      for (Param p : params(conf.getLayer())) {
        slices.get(p.key()).assign(p.initial());
      }
    }
    params(conf.getLayer()).forEach(p -> conf.addVariable(p.key()));
    return slices;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray view) {
    return slice(conf.getLayer(), view);
  }

  private static Map<String, INDArray> slice(Layer layer, INDArray view) {
    Map<String, INDArray> slices = new LinkedHashMap<>();
    if (params(layer).isEmpty()) {
      return slices;
    }
    INDArray flat = view.reshape(view.length());
    long at = 0;
    for (Param p : params(layer)) {
      slices.put(
          p.key(), flat.get(NDArrayIndex.interval(at, at + p.length())).reshape('c', p.shape()));
      at += p.length();
    }
    return slices;
  }
}

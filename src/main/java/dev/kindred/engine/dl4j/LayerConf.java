package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;

/**
 * What Kindred's layers share as DL4J layer configurations. Shapes are fixed when the graph is
 * described, so nothing is inferred from input types. Fields are written to and read from DL4J's
 * JSON.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
abstract class LayerConf extends BaseLayer implements HasParams {
  /** Whether the optimiser changes this layer. */
  protected boolean trained = true;

  /** In which numbers activations and their gradients are kept. */
  protected Precision precision = Precision.FP32;

  DataType stored() {
    return StoredArrays.type(precision);
  }

  abstract org.deeplearning4j.nn.layers.BaseLayer<?> newLayer(
      NeuralNetConfiguration conf, DataType type);

  @Override
  public List<Param> params() {
    return List.of();
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray view,
      boolean initialize,
      DataType type) {
    org.deeplearning4j.nn.layers.BaseLayer<?> layer = newLayer(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(view);
    layer.setParamTable(initializer().init(conf, view, initialize));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return ParamSlices.INSTANCE;
  }

  private boolean isTrained(String key) {
    return trained && params().stream().anyMatch(p -> p.key().equals(key) && p.trained());
  }

  @Override
  public IUpdater getUpdaterByParam(String key) {
    return isTrained(key) ? iUpdater : new NoOp();
  }

  @Override
  public List<Regularization> getRegularizationByParam(String key) {
    return isTrained(key) ? regularization : List.of();
  }

  @Override
  public boolean isPretrainParam(String key) {
    return false;
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    throw new UnsupportedOperationException("shapes are fixed when the graph is described");
  }

  @Override
  public void setNIn(InputType input, boolean override) {}

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    throw new UnsupportedOperationException("no memory report");
  }
}

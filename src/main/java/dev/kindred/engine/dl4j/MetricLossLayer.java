package dev.kindred.engine.dl4j;

import dev.kindred.engine.LossOutcome;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** {@link MetricLossConf} at work. The loss is given before each step by whoever trains. */
final class MetricLossLayer extends KernelLayer<MetricLossConf> implements IOutputLayer {
  private static final long serialVersionUID = 1L;

  private transient BatchLoss loss;
  private transient INDArray labels;
  private transient LossOutcome outcome;

  MetricLossLayer(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  void use(BatchLoss next) {
    loss = next;
    outcome = null;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    return workspaces.dup(ArrayType.ACTIVATIONS, input);
  }

  private LossOutcome outcome() {
    if (outcome == null) {
      if (loss == null) {
        throw new IllegalStateException("no loss was given to the network before training");
      }
      int[] classes = labels.dup().data().asInt();
      float[] own =
          layerConf().rows == 0
              ? new float[0]
              : params.get(MetricLossConf.PROXIES).dup('c').data().asFloat();
      outcome = loss.evaluate(input.dup('c').data().asFloat(), classes, own);
    }
    return outcome;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    LossOutcome o = outcome();
    INDArray dz = output(workspaces, ArrayType.ACTIVATION_GRAD, input.shape());
    dz.assign(Nd4j.createFromArray(o.gradient()).reshape(input.shape()));
    if (layerConf().rows == 0) {
      return new Pair<>(new DefaultGradient(), dz);
    }
    INDArray view = gradientViews.get(MetricLossConf.PROXIES);
    view.assign(Nd4j.createFromArray(o.ownGradient()).reshape(view.shape()));
    return new Pair<>(writtenGradient(), dz);
  }

  @Override
  public double computeScore(double regularization, boolean training, LayerWorkspaceMgr ws) {
    score = outcome().value();
    return score;
  }

  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
    throw new UnsupportedOperationException("a metric loss belongs to a batch, not to an example");
  }

  @Override
  public boolean needsLabels() {
    return true;
  }

  @Override
  public void setLabels(INDArray labels) {
    this.labels = labels;
  }

  @Override
  public INDArray getLabels() {
    return labels;
  }

  @Override
  public void clear() {
    super.clear();
    labels = null;
    outcome = null;
  }

  @Override
  public double f1Score(DataSet data) {
    throw noClassifier();
  }

  @Override
  public double f1Score(INDArray examples, INDArray labels) {
    throw noClassifier();
  }

  @Override
  @Deprecated
  public int numLabels() {
    throw noClassifier();
  }

  @Override
  public void fit(DataSetIterator iterator) {
    throw noClassifier();
  }

  @Override
  public int[] predict(INDArray examples) {
    throw noClassifier();
  }

  @Override
  public java.util.List<String> predict(DataSet data) {
    throw noClassifier();
  }

  @Override
  public void fit(INDArray examples, INDArray labels) {
    throw noClassifier();
  }

  @Override
  public void fit(DataSet data) {
    throw noClassifier();
  }

  @Override
  public void fit(INDArray examples, int[] labels) {
    throw noClassifier();
  }

  private static UnsupportedOperationException noClassifier() {
    return new UnsupportedOperationException("an embedding network is no classifier");
  }
}

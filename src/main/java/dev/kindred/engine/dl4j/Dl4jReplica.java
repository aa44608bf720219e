package dev.kindred.engine.dl4j;

import dev.kindred.engine.Clip;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.LocalMemory;
import dev.kindred.engine.LossOutcome;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Precision;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.Span;
import dev.kindred.engine.StateLayout;
import dev.kindred.engine.StateMemory;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.image.RenderedImages;
import dev.kindred.loss.Batch;
import dev.kindred.loss.Memory;
import dev.kindred.model.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;

/** A replica whose network is a DL4J computation graph. */
public final class Dl4jReplica implements Replica {
  private final NetworkSpec spec;
  private final ReplicaRecipe recipe;
  private final Precision precision;
  private final ComputationGraph graph;

  /** What is back-propagated through, or null for the whole graph. */
  private final TrainedPart part;

  /** Offset of the head among the parameters: what lies before is the backbone. */
  private final int head;

  private boolean held;

  /** Builds the network with its layers' plain initial values; load weights before using it. */
  public Dl4jReplica(ReplicaRecipe recipe, Precision precision) {
    this.recipe = recipe;
    this.precision = precision;
    this.spec = recipe.network();
    this.graph = GraphFactory.create(spec, recipe.optimizer(), precision);
    this.head = StateLayout.of(spec, recipe.optimizer()).slice("head.weight").offset();
    this.part = TrainedPart.of(spec, recipe.optimizer(), precision, graph).orElse(null);
  }

  /** The DL4J network itself, for dl4j-spark. */
  public ComputationGraph graph() {
    return graph;
  }

  NetworkSpec spec() {
    return spec;
  }

  @Override
  public double[] train(Iterator<TrainingBatch> batches) {
    return train(batches, new LocalMemory(Memory.empty(spec.dim())));
  }

  @Override
  public double[] train(Iterator<TrainingBatch> batches, LocalMemory memory) {
    List<Double> losses = new ArrayList<>();
    while (batches.hasNext()) {
      losses.add(step(batches.next(), memory));
    }
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private double step(TrainingBatch batch, LocalMemory memory) {
    double value =
        backward(
            batch, (z, y, own) -> evaluate(new Batch(z, y, spec.dim(), batch.seed()), own, memory));
    applyGradient(new DefaultGradient(graph.getFlattenedGradients()));
    passed().clear();
    return value;
  }

  /** Forward, loss and backward; the gradient stays in the graph. */
  private double backward(TrainingBatch batch, BatchLoss loss) {
    hold(false);
    INDArray images = images(batch.images(), batch.n());
    INDArray labels =
        Nd4j.createFromArray(batch.labels()).castTo(DataType.FLOAT).reshape(batch.n(), 1);
    lossLayer().use(loss);
    if (part != null) {
      part.computeGradientAndScore(images, labels);
      return part.rest().score();
    }
    graph.setInputs(images);
    graph.setLabels(labels);
    graph.computeGradientAndScore();
    return graph.score();
  }

  private ComputationGraph passed() {
    return part == null ? graph : part.rest();
  }

  @Override
  public FloatVector gradient(TrainingBatch batch, float[] embeddingGradient) {
    float[] none = new float[spec.proxyRows() * spec.proxyWidth()];
    backward(batch, (z, y, own) -> new LossOutcome(0, embeddingGradient, none));
    FloatVector gradient = NativeRow.copy(graph.getFlattenedGradients());
    passed().clear();
    return gradient;
  }

  @Override
  public void apply(FloatVector gradient) {
    hold(false);
    graph.getUpdater(true);
    NativeRow.set(graph.getFlattenedGradients(), gradient);
    applyGradient(new DefaultGradient(graph.getFlattenedGradients()));
  }

  /** DL4J's own solver, without its listeners and with clipping over the whole network. */
  private void applyGradient(Gradient parts) {
    INDArray gradient = graph.getFlattenedGradients();
    int iteration = graph.getConfiguration().getIterationCount();
    if (iteration < recipe.optimizer().rate().headOnly()) {
      // It is no part of a gradient's length.
      gradient.reshape(gradient.length()).get(NDArrayIndex.interval(0, head)).assign(0);
    }
    clip(gradient);
    // The size of the batch matters only to DL4J's own losses.
    graph.getUpdater(true).update(parts, iteration, 0, 1, LayerWorkspaceMgr.noWorkspaces());
    INDArray parameters = graph.params();
    parameters.subi(gradient.reshape(parameters.shape()));
    graph.getConfiguration().setIterationCount(iteration + 1);
  }

  private void clip(INDArray gradient) {
    Clip clip = recipe.optimizer().clip();
    if (clip.value() > 0) {
      // Nd4j's minimum and maximum would make a number of what is none.
      Nd4j.exec(
          DynamicCustomOp.builder("clipbyvalue")
              .addInputs(gradient)
              .addOutputs(gradient)
              .addFloatingPointArguments(-clip.value(), clip.value())
              .build());
    }
    if (clip.norm() > 0) {
      double norm = gradient.norm2Number().doubleValue();
      if (norm > clip.norm()) {
        gradient.muli(clip.norm() / norm);
      }
    }
  }

  /** To be called when parameters were set from outside. */
  private void forget() {
    hold(false);
    if (part != null) {
      part.forgetFrozen();
    }
  }

  /** Whether layers may rely on parameters that do not change from one batch to the next. */
  private void hold(boolean on) {
    if (held != on) {
      held = on;
      for (Layer layer : graph.getLayers()) {
        if (layer instanceof ConvNorm conv) {
          conv.hold(on);
        }
      }
    }
  }

  private LossOutcome evaluate(Batch batch, float[] own, LocalMemory memory) {
    int step = graph.getConfiguration().getIterationCount();
    return LossOutcome.of(recipe, batch, own, memory, step);
  }

  private MetricLossLayer lossLayer() {
    return (MetricLossLayer) passed().getLayer(GraphFactory.LOSS);
  }

  private INDArray images(float[] images, int n) {
    int size = spec.backbone().size();
    if (images.length != n * size * size * 3) {
      throw new IllegalArgumentException(
          "%d values are not %d images of %d x %d x 3".formatted(images.length, n, size, size));
    }
    return Nd4j.create(images, new long[] {n, size, size, 3}, 'c');
  }

  @Override
  public ReplicaState state() {
    return new ReplicaState(
        NativeRow.copy(graph.params()),
        moments().map(NativeRow::copy).orElseGet(FloatVector::new),
        graph.getConfiguration().getIterationCount());
  }

  @Override
  public void restore(ReplicaState state) {
    NativeRow.set(graph.params(), state.parameters());
    boolean withMoments = state.optimizer().length() > 0;
    if (withMoments) {
      moments().ifPresent(row -> NativeRow.set(row, state.optimizer()));
    }
    resume(state.step(), withMoments);
  }

  @Override
  public StateMemory memory() {
    return new StateMemory(
        NativeRow.bytes(graph.params()),
        moments().map(NativeRow::bytes).orElse(ByteBuffer.allocate(0)));
  }

  @Override
  public void resume(int step, boolean withMoments) {
    forget();
    if (!withMoments) {
      moments().ifPresent(row -> row.assign(0));
    }
    for (UpdaterBlock block : graph.getUpdater(true).getUpdaterBlocks()) {
      if (block.getGradientUpdater() instanceof TorchUpdater updater) {
        updater.startAt(withMoments ? 0 : step);
      }
    }
    graph.getConfiguration().setIterationCount(step);
  }

  @Override
  public void scaleRate(double factor) {
    for (UpdaterBlock block : graph.getUpdater(true).getUpdaterBlocks()) {
      for (UpdaterBlock.ParamState p : block.getLayersAndVariablesInBlock()) {
        IUpdater updater = p.getLayer().getConfig().getUpdaterByParam(p.getParamName());
        if (updater instanceof TorchRule rule) {
          rule.scale = factor;
        }
      }
    }
  }

  private Optional<INDArray> moments() {
    return Optional.ofNullable(graph.getUpdater(true).getUpdaterStateViewArray());
  }

  @Override
  public ProxyPlace proxies() {
    int values = spec.proxyRows() * spec.proxyWidth();
    if (values == 0) {
      return ProxyPlace.NONE;
    }
    // The loss is the last layer, and an updater block keeps first moments before second ones.
    List<UpdaterBlock> blocks = graph.getUpdater(true).getUpdaterBlocks();
    UpdaterBlock last = blocks.get(blocks.size() - 1);
    int second = last.getUpdaterViewOffsetEnd() - values;
    int first = second - (last.getParamOffsetEnd() - last.getParamOffsetStart());
    return new ProxyPlace(
        spec.proxyRows(), spec.proxyWidth(), last.getParamOffsetEnd() - values, first, second);
  }

  @Override
  public List<Span> statistics() {
    List<Span> spans = new ArrayList<>();
    for (UpdaterBlock block : graph.getUpdater(true).getUpdaterBlocks()) {
      for (UpdaterBlock.ParamState state : block.getLayersAndVariablesInBlock()) {
        boolean normalises =
            state.getLayer().getConfig() instanceof ConvNormConf
                || state.getLayer().getConfig() instanceof NeckConf;
        if (normalises && ConvNormConf.isStatistic(state.getParamName())) {
          spans.add(new Span(state.getParamOffsetStart(), state.getParamOffsetEnd()));
        }
      }
    }
    return List.copyOf(spans);
  }

  @Override
  public float[] embed(RenderedImages images, int n) {
    return output(images.values(), n, GraphFactory.EMBEDDING, spec.dim());
  }

  @Override
  public float[] features(RenderedImages images, int n) {
    float[] x = output(images.values(), n, GraphFactory.POOL, spec.backbone().features());
    int d = spec.backbone().features();
    for (int i = 0; i < n; i++) {
      double norm = 0;
      for (int k = i * d; k < (i + 1) * d; k++) {
        norm += (double) x[k] * x[k];
      }
      float scale = (float) (1 / Math.max(Math.sqrt(norm), 1e-12));
      for (int k = i * d; k < (i + 1) * d; k++) {
        x[k] *= scale;
      }
    }
    return x;
  }

  private float[] output(float[] images, int n, String vertex, int width) {
    hold(true);
    INDArray out =
        graph.output(List.of(vertex), false, new INDArray[] {images(images, n)}, null)[0];
    float[] values = out.dup('c').data().asFloat();
    if (values.length != n * width) {
      throw new IllegalStateException(vertex + " gave " + values.length + " values");
    }
    return values;
  }

  @Override
  public StateDict weights() {
    return GraphWeights.read(graph, spec);
  }

  @Override
  public void load(StateDict weights) {
    forget();
    GraphWeights.write(graph, spec, weights);
  }

  /**
   * A zip as DL4J's ModelSerializer reads it, with Kindred's jar on the class path. The model in it
   * computes in fp32: whoever reads it may have another processor.
   */
  @Override
  public void save(OutputStream out) throws IOException {
    ComputationGraph plain = graph;
    if (precision != Precision.FP32) {
      plain = GraphFactory.create(spec, recipe.optimizer(), Precision.FP32);
      plain.setParams(graph.params());
    }
    ModelSerializer.writeModel(plain, out, false);
  }

  @Override
  public void close() {
    graph.clear();
  }
}

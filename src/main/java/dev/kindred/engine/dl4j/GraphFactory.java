package dev.kindred.engine.dl4j;

import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import dev.kindred.model.Activation;
import dev.kindred.model.Backbone;
import dev.kindred.model.Node;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Turns a backbone's description and a head into a DL4J graph on {@code [n, h, w, c]} images. */
final class GraphFactory {
  private static final int CHANNELS = 3;

  static final String POOL = "global_pool";
  static final String NORMED = "pool_normed";
  static final String HEAD = "embedding_linear";
  static final String NECK = "embedding_neck";
  static final String EMBEDDING = "embedding";
  static final String LOSS = "loss";

  private GraphFactory() {}

  static ComputationGraph create(NetworkSpec spec, Optimizer optimizer, Precision precision) {
    ComputationGraph graph = new ComputationGraph(describe(spec, optimizer, precision));
    graph.init();
    return graph;
  }

  static ComputationGraphConfiguration describe(
      NetworkSpec spec, Optimizer o, Precision precision) {
    return describe(spec, o, precision, FrozenPart.none());
  }

  /** Of the network behind a frozen part, whose border is its input. */
  static ComputationGraphConfiguration describe(
      NetworkSpec spec, Optimizer o, Precision precision, FrozenPart frozen) {
    if (spec.backbone().hasTokens()) {
      throw new IllegalArgumentException(spec.backbone().name() + " has no form in DL4J");
    }
    List<Regularization> decay = decay(o);
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .updater(TorchRule.of(o, 1, false))
            .miniBatch(false)
            .regularization(decay)
            .regularizationBias(decay)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder()
            .addInputs(frozen.border());
    boolean trained = Backbone.INPUT.equals(spec.trainFrom());
    for (Node node : spec.backbone().nodes()) {
      trained |= node.name().equals(spec.trainFrom());
      if (!frozen.names().contains(node.name())) {
        add(graph, node, spec, precision, trained, frozen);
      }
    }
    String last = spec.backbone().nodes().get(spec.backbone().nodes().size() - 1).name();
    DenseLayer linear =
        new DenseLayer.Builder()
            .nIn(spec.backbone().features())
            .nOut(spec.dim())
            .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
            .updater(TorchRule.of(o, o.headFactor(), true))
            .build();
    MetricLossConf loss = new MetricLossConf(spec.proxyRows(), spec.proxyWidth());
    loss.setIUpdater(TorchRule.of(o, spec.proxyFactor(), true));
    if (!frozen.names().contains(POOL)) {
      graph.addLayer(POOL, pool(spec, precision), last);
    }
    String pooled = POOL;
    if (spec.form().layerNorm()) {
      graph.addLayer(NORMED, new RowNormConf(), POOL);
      pooled = NORMED;
    }
    graph.addLayer(HEAD, linear, pooled);
    String embedded = HEAD;
    if (spec.form().bnNeck()) {
      NeckConf neck = new NeckConf(spec.dim());
      neck.setIUpdater(TorchRule.of(o, o.headFactor(), true));
      graph.addLayer(NECK, neck, HEAD);
      embedded = NECK;
    }
    return graph
        .addVertex(EMBEDDING, new L2NormalizeVertex(new int[0], 1e-12), embedded)
        .addLayer(LOSS, loss, EMBEDDING)
        .setOutputs(LOSS)
        .build();
  }

  /** Of a frozen part; its outputs are its border. */
  static ComputationGraphConfiguration describeFrozen(
      NetworkSpec spec, Precision precision, FrozenPart frozen) {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder()
            .addInputs(Backbone.INPUT);
    String last = Backbone.INPUT;
    for (Node node : spec.backbone().nodes()) {
      if (frozen.names().contains(node.name())) {
        add(graph, node, spec, precision, false, FrozenPart.none());
      }
      last = node.name();
    }
    if (frozen.names().contains(POOL)) {
      graph.addLayer(POOL, pool(spec, precision), last);
    }
    return graph.setOutputs(frozen.border().toArray(new String[0])).build();
  }

  private static GlobalPoolConf pool(NetworkSpec spec, Precision precision) {
    return new GlobalPoolConf(spec.pooling(), spec.form().gemPower(), precision);
  }

  private static void add(
      ComputationGraphConfiguration.GraphBuilder graph,
      Node node,
      NetworkSpec spec,
      Precision precision,
      boolean trained,
      FrozenPart frozen) {
    String[] inputs = node.inputs().toArray(new String[0]);
    if (node instanceof Node.Conv conv) {
      boolean first = frozen.isSilent(conv.input());
      graph.addLayer(
          node.name(),
          new ConvNormConf(
              conv, spec.frozenNorm() || !trained, spec.frozenAffine(), trained, first, precision),
          inputs);
    } else if (node instanceof Node.Pool pool) {
      graph.addLayer(node.name(), new WindowPoolConf(pool, precision), inputs);
    } else if (node instanceof Node.Concat) {
      graph.addVertex(node.name(), join(precision), inputs);
    } else if (node instanceof Node.Add sum) {
      boolean rectified = sum.activation() == Activation.RELU;
      String name = rectified ? node.name() + "_sum" : node.name();
      graph.addVertex(name, sum(precision), inputs);
      if (rectified) {
        graph.addLayer(node.name(), rectifier(precision), name);
      }
    }
  }

  private static GraphVertex join(Precision precision) {
    if (precision != Precision.FP32) {
      return new JoinConf(precision);
    }
    MergeVertex merge = new MergeVertex();
    merge.setMergeAxis(CHANNELS);
    return merge;
  }

  private static GraphVertex sum(Precision precision) {
    return precision == Precision.FP32
        ? new ElementWiseVertex(ElementWiseVertex.Op.Add)
        : new SumConf(precision);
  }

  private static Layer rectifier(Precision precision) {
    return precision == Precision.FP32
        ? new ActivationLayer(org.nd4j.linalg.activations.Activation.RELU.getActivationFunction())
        : new RectifyConf(Activation.RELU, precision);
  }

  static List<Regularization> decay(Optimizer o) {
    if (o.decay() == 0) {
      return List.of();
    }
    return List.of(
        o.rule().decoupled() ? new WeightDecay(o.decay(), true) : new L2Regularization(o.decay()));
  }
}

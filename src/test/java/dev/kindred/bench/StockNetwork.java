package dev.kindred.bench;

import dev.kindred.model.Activation;
import dev.kindred.model.Backbone;
import dev.kindred.model.Node;
import dev.kindred.model.Padding;
import dev.kindred.model.Shape;
import dev.kindred.model.Shapes;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A backbone as a DL4J user would build it: DL4J's own layers on images {@code [n, c, h, w]}. DL4J
 * has no metric loss; a squared error on the embeddings stands for it and costs as little.
 */
final class StockNetwork {
  private static final String EMBEDDING = "embedding";

  private final Backbone backbone;
  private final Map<String, Shape> shapes;
  private final GraphBuilder graph =
      new NeuralNetConfiguration.Builder()
          .updater(new Adam(1e-5))
          .weightInit(WeightInit.RELU)
          .graphBuilder()
          .addInputs(Backbone.INPUT);

  private StockNetwork(Backbone backbone) {
    this.backbone = backbone;
    this.shapes = Shapes.of(backbone);
  }

  /** Embeddings are the output, {@code [n, dim]}. */
  static ComputationGraph create(Backbone backbone, int dim) {
    ComputationGraph network = new ComputationGraph(new StockNetwork(backbone).build(dim).build());
    network.init();
    return network;
  }

  private GraphBuilder build(int dim) {
    String last = Backbone.INPUT;
    for (Node node : backbone.nodes()) {
      add(node);
      last = node.name();
    }
    return graph
        .addLayer("pooled", new GlobalPoolingLayer(PoolingType.AVG), last)
        .addLayer(
            "linear", new DenseLayer.Builder().nOut(dim).activation(identity()).build(), "pooled")
        .addVertex(EMBEDDING, new L2NormalizeVertex(), "linear")
        .addLayer(
            "loss",
            new LossLayer.Builder(LossFunctions.LossFunction.MSE).activation(identity()).build(),
            EMBEDDING)
        .setOutputs("loss")
        .setInputTypes(InputType.convolutional(backbone.size(), backbone.size(), 3));
  }

  private static org.nd4j.linalg.activations.Activation identity() {
    return org.nd4j.linalg.activations.Activation.IDENTITY;
  }

  private void add(Node node) {
    String[] inputs = node.inputs().toArray(new String[0]);
    if (node instanceof Node.Conv conv) {
      convolution(conv);
    } else if (node instanceof Node.Pool pool) {
      graph.addLayer(pool.name(), pool(pool), inputs);
    } else if (node instanceof Node.Concat) {
      graph.addVertex(node.name(), new MergeVertex(), inputs);
    } else if (node instanceof Node.Add sum) {
      boolean plain = sum.activation() == Activation.IDENTITY;
      String name = plain ? sum.name() : sum.name() + "_sum";
      graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
      if (!plain) {
        graph.addLayer(sum.name(), activation(sum.activation()), name);
      }
    }
  }

  private void convolution(Node.Conv c) {
    String plain = c.name() + "_conv";
    boolean linear = c.activation() == Activation.IDENTITY;
    String normalised = linear ? c.name() : c.name() + "_norm";
    graph.addLayer(plain, c.groups() == 1 ? dense(c) : depthwise(c), c.input());
    graph.addLayer(
        normalised,
        new BatchNormalization.Builder().eps(c.norm().eps()).decay(1 - c.norm().momentum()).build(),
        plain);
    if (!linear) {
      graph.addLayer(c.name(), activation(c.activation()), normalised);
    }
  }

  private Layer dense(Node.Conv c) {
    ConvolutionLayer.Builder layer =
        new ConvolutionLayer.Builder(c.kernel(), c.kernel())
            .nOut(c.out())
            .stride(c.stride(), c.stride())
            .hasBias(c.bias())
            .activation(identity());
    return same(c.input(), c.kernel(), c.stride(), c.padding())
        ? layer.convolutionMode(ConvolutionMode.Same).build()
        : layer.padding(c.padding().top(), c.padding().left()).build();
  }

  private Layer depthwise(Node.Conv c) {
    DepthwiseConvolution2D.Builder layer =
        new DepthwiseConvolution2D.Builder(c.kernel(), c.kernel());
    layer.depthMultiplier(1);
    layer.stride(c.stride(), c.stride()).hasBias(c.bias()).activation(identity());
    if (same(c.input(), c.kernel(), c.stride(), c.padding())) {
      layer.convolutionMode(ConvolutionMode.Same);
    } else {
      layer.padding(c.padding().top(), c.padding().left());
    }
    return layer.nOut(c.out()).build();
  }

  private Layer pool(Node.Pool p) {
    SubsamplingLayer.Builder layer =
        new SubsamplingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG)
            .kernelSize(p.kernel(), p.kernel())
            .stride(p.stride(), p.stride());
    layer.avgPoolIncludePadInDivisor(true);
    return same(p.input(), p.kernel(), p.stride(), p.padding())
        ? layer.convolutionMode(ConvolutionMode.Same).build()
        : layer.padding(p.padding().top(), p.padding().left()).build();
  }

  /** Padding that differs by side is written as TensorFlow's "SAME", which DL4J has. */
  private boolean same(String input, int kernel, int stride, Padding p) {
    if (p.equals(Padding.of(p.top()))) {
      return false;
    }
    if (!p.equals(Padding.same(shapes.get(input).h(), kernel, stride))) {
      throw new IllegalArgumentException(
          backbone.name() + " at " + backbone.size() + " pixels needs a padding layer: " + p);
    }
    return true;
  }

  private static Layer activation(Activation a) {
    return new ActivationLayer(
        (a == Activation.RELU
                ? org.nd4j.linalg.activations.Activation.RELU
                : org.nd4j.linalg.activations.Activation.RELU6)
            .getActivationFunction());
  }
}

package dev.kindred.model;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a model as ONNX: input {@code images [batch, 3, size, size]}, pre-processed as the
 * backbone's normalisation says; output {@code embeddings [batch, dim]} of unit length. Batch
 * normalisation is folded into the convolutions; the batch size is free.
 */
public final class OnnxExport {
  /** Name of the input. */
  public static final String IMAGES = "images";

  /** Name of the output. */
  public static final String EMBEDDINGS = "embeddings";

  private final OnnxGraph graph;

  private OnnxExport(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * Writes the model.
   *
   * @param weights of the backbone, as {@link Weights#check} gives them
   * @param metadata texts that runtimes show, provenance for instance
   */
  public static void write(
      Backbone backbone,
      StateDict weights,
      Head head,
      Map<String, String> metadata,
      OutputStream out)
      throws IOException {
    if (backbone.hasTokens()) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.export.format = onnx is not for "
              + backbone.name()
              + ", whose attention it does not describe yet; use safetensors");
    }
    OnnxGraph graph = new OnnxGraph(backbone.name());
    graph.input(IMAGES, 3, backbone.size(), backbone.size());
    OnnxExport export = new OnnxExport(graph);
    String last = IMAGES;
    for (Node node : backbone.nodes()) {
      last = export.node(node, weights);
    }
    export.head(last, head.folded());
    graph.output(EMBEDDINGS, head.dim());
    graph.write(metadata, out);
  }

  private String node(Node node, StateDict weights) {
    List<String> inputs =
        node.inputs().stream().map(n -> n.equals(Backbone.INPUT) ? IMAGES : n).toList();
    if (node instanceof Node.Conv conv) {
      Folded folded = Folded.of(conv, weights);
      List<String> all =
          List.of(inputs.get(0), graph.constant(folded.weight()), graph.constant(folded.bias()));
      Map<String, Object> attributes =
          Map.of(
              "kernel_shape", square(conv.kernel()),
              "strides", square(conv.stride()),
              "pads", pads(conv.padding()),
              "group", conv.groups());
      return activated("Conv", node.name(), all, attributes, conv.activation());
    }
    if (node instanceof Node.Pool pool) {
      Map<String, Object> window =
          Map.of(
              "kernel_shape", square(pool.kernel()),
              "strides", square(pool.stride()),
              "pads", pads(pool.padding()));
      return pool.max()
          ? graph.node("MaxPool", node.name(), inputs, window)
          : graph.node("AveragePool", node.name(), inputs, with(window, "count_include_pad", 1));
    }
    if (node instanceof Node.Add add) {
      return activated("Sum", node.name(), inputs, Map.of(), add.activation());
    }
    return graph.node("Concat", node.name(), inputs, Map.of("axis", 1));
  }

  /** An operator and its activation; the last of both carries the node's name. */
  private String activated(
      String operator,
      String name,
      List<String> inputs,
      Map<String, Object> attributes,
      Activation activation) {
    String linear = activation == Activation.IDENTITY ? name : name + "/linear";
    graph.node(operator, linear, inputs, attributes);
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> graph.node("Relu", name, List.of(linear), Map.of());
      case RELU6 -> {
        String zero = graph.constant(new Tensor(name + "/zero", new int[0], new float[] {0}));
        String six = graph.constant(new Tensor(name + "/six", new int[0], new float[] {6}));
        graph.node("Clip", name, List.of(linear, zero, six), Map.of());
      }
    }
    return name;
  }

  private void head(String map, Head head) {
    String pooled =
        switch (head.pooling()) {
          case AVERAGE -> pool("Average", map);
          case MAX -> pool("Max", map);
          case AVERAGE_PLUS_MAX ->
              graph.node(
                  "Add", "pooled", List.of(pool("Average", map), pool("Max", map)), Map.of());
          case GEM -> gem(map, (float) head.form().gemPower());
        };
    String flat = graph.node("Flatten", "flat", List.of(pooled), Map.of("axis", 1));
    if (head.form().layerNorm()) {
      flat = layerNorm(flat);
    }
    List<String> inputs = List.of(flat, graph.constant(head.weight()), graph.constant(head.bias()));
    String linear = graph.node("Gemm", "linear", inputs, Map.of("transB", 1));
    graph.node("LpNormalization", EMBEDDINGS, List.of(linear), Map.of("axis", 1, "p", 2));
  }

  private String gem(String map, float power) {
    String clipped =
        graph.node(
            "Clip", "gem/clipped", List.of(map, number("gem/least", HeadForm.LEAST)), Map.of());
    String powers =
        graph.node("Pow", "gem/powers", List.of(clipped, number("gem/power", power)), Map.of());
    String mean = pool("Average", powers);
    return graph.node("Pow", "pooled/Gem", List.of(mean, number("gem/root", 1 / power)), Map.of());
  }

  private String layerNorm(String x) {
    Map<String, Object> rows = Map.of("axes", new int[] {1}, "keepdims", 1);
    String mean = graph.node("ReduceMean", "norm/mean", List.of(x), rows);
    String centred = graph.node("Sub", "norm/centred", List.of(x, mean), Map.of());
    String squares = graph.node("Mul", "norm/squares", List.of(centred, centred), Map.of());
    String variance = graph.node("ReduceMean", "norm/variance", List.of(squares), rows);
    String least =
        graph.node(
            "Add",
            "norm/least",
            List.of(variance, number("norm/epsilon", HeadForm.EPSILON)),
            Map.of());
    String deviation = graph.node("Sqrt", "norm/deviation", List.of(least), Map.of());
    return graph.node("Div", "normed", List.of(centred, deviation), Map.of());
  }

  private String number(String name, double value) {
    return graph.constant(new Tensor(name, new int[0], new float[] {(float) value}));
  }

  private String pool(String kind, String map) {
    return graph.node("Global" + kind + "Pool", "pooled/" + kind, List.of(map), Map.of());
  }

  private static Map<String, Object> with(Map<String, Object> some, String name, int value) {
    Map<String, Object> more = new TreeMap<>(some);
    more.put(name, value);
    return more;
  }

  private static int[] square(int side) {
    return new int[] {side, side};
  }

  private static int[] pads(Padding p) {
    return new int[] {p.top(), p.left(), p.bottom(), p.right()};
  }
}

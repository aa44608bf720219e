package dev.kindred.model;

import dev.kindred.image.Normalization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the nodes of a backbone and knows the size of each map, on which paddings depend. */
final class Layers {
  private final int size;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  Layers(int size) {
    this.size = size;
    shapes.put(Backbone.INPUT, new Shape(size, size, 3));
  }

  /** Appends a node and returns its name. */
  String add(Node node) {
    shapes.put(node.name(), Shapes.after(node, shapes));
    nodes.add(node);
    return node.name();
  }

  /** Side of a map; all maps are square. */
  int side(String node) {
    return shapes.get(node).h();
  }

  int channels(String node) {
    return shapes.get(node).c();
  }

  /**
   * PyTorch's max pooling in ceil mode: rows and columns are added at the bottom and right until
   * the last window, which must begin inside the map, fits.
   */
  String maxPoolCeil(String name, String input, int kernel, int stride, int pad) {
    int in = side(input);
    int out = -Math.floorDiv(-(in + 2 * pad - kernel), stride) + 1;
    if ((out - 1) * stride >= in + pad) {
      out--;
    }
    int end = (out - 1) * stride + kernel - in - pad;
    return add(new Node.Pool(name, input, true, kernel, stride, new Padding(pad, pad, end, end)));
  }

  /** The backbone whose feature map is the last node. */
  Backbone build(String name, Normalization normalization) {
    int features = channels(nodes.get(nodes.size() - 1).name());
    return new Backbone(name, size, nodes, features, normalization);
  }
}

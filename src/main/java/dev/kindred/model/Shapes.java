package dev.kindred.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sizes of all feature maps of a backbone, checked on the way. */
public final class Shapes {
  private Shapes() {}

  /**
   * Shape of every node's output, in execution order, {@link Backbone#INPUT} first.
   *
   * @throws IllegalArgumentException when nodes do not fit each other, naming the node
   */
  public static Map<String, Shape> of(Backbone backbone) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(Backbone.INPUT, new Shape(backbone.size(), backbone.size(), 3));
    for (Node node : backbone.nodes()) {
      Shape shape = after(node, shapes);
      if (shapes.put(node.name(), shape) != null) {
        throw misfit(node, "its name is taken");
      }
    }
    return Collections.unmodifiableMap(shapes);
  }

  /**
   * Shape of one node's output.
   *
   * @param known shapes of the nodes before it
   * @throws IllegalArgumentException when its inputs are unknown or do not fit, naming the node
   */
  static Shape after(Node node, Map<String, Shape> known) {
    List<Shape> in =
        node.inputs().stream()
            .map(
                name -> {
                  if (!known.containsKey(name)) {
                    throw misfit(node, "it reads " + name + ", which does not come before it");
                  }
                  return known.get(name);
                })
            .toList();
    if (in.isEmpty()) {
      throw misfit(node, "it reads nothing");
    }
    Shape first = in.get(0);
    if (node instanceof Node.Conv conv) {
      if (conv.in() != first.c()) {
        throw misfit(node, "it expects " + conv.in() + " channels of " + first);
      }
      if (conv.in() % conv.groups() != 0 || conv.out() % conv.groups() != 0) {
        throw misfit(node, "its channels do not divide into " + conv.groups() + " groups");
      }
      return windowed(node, first, conv.kernel(), conv.stride(), conv.padding(), conv.out());
    }
    if (node instanceof Node.Pool pool) {
      return windowed(node, first, pool.kernel(), pool.stride(), pool.padding(), first.c());
    }
    if (node instanceof Node.Patches patches) {
      if (first.h() % patches.patch() != 0) {
        throw misfit(node, "patches of " + patches.patch() + " do not fill " + first);
      }
      return new Shape(patches.tokens(), 1, patches.width());
    }
    if (node instanceof Node.Block || node instanceof Node.ClassToken) {
      int width = node instanceof Node.Block b ? b.width() : ((Node.ClassToken) node).width();
      if (width != first.c()) {
        throw misfit(node, "it expects tokens of " + width + ", not " + first);
      }
      return node instanceof Node.Block ? first : new Shape(1, 1, width);
    }
    boolean concat = node instanceof Node.Concat;
    int channels = 0;
    for (Shape shape : in) {
      if (shape.h() != first.h() || shape.w() != first.w() || (!concat && shape.c() != first.c())) {
        throw misfit(node, "it joins maps of " + first + " and " + shape);
      }
      channels += shape.c();
    }
    return new Shape(first.h(), first.w(), concat ? channels : first.c());
  }

  private static Shape windowed(Node node, Shape in, int kernel, int stride, Padding pad, int c) {
    int h = in.h() + pad.top() + pad.bottom() - kernel;
    int w = in.w() + pad.left() + pad.right() - kernel;
    if (h < 0 || w < 0) {
      throw misfit(node, "a window of " + kernel + " is larger than the map of " + in);
    }
    return new Shape(h / stride + 1, w / stride + 1, c);
  }

  private static IllegalArgumentException misfit(Node node, String why) {
    return new IllegalArgumentException("node " + node.name() + ": " + why);
  }
}

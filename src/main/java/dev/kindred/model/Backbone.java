package dev.kindred.model;

import dev.kindred.image.Normalization;
import java.io.Serializable;
import java.util.List;

/**
 * A network described as data: from an image {@code [size, size, 3]} to the feature map that is
 * pooled into {@link #features} numbers. Heads (pooling, linear layer, unit length) are the
 * engine's.
 *
 * @param name registry name
 * @param size side of the input image in pixels
 * @param nodes in execution order; the last one is the feature map
 * @param features channels of the feature map
 * @param normalization pixel values the pretrained weights expect
 */
public record Backbone(
    String name, int size, List<Node> nodes, int features, Normalization normalization)
    implements Serializable {
  /** Name under which nodes read the image. */
  public static final String INPUT = "input";

  public Backbone {
    nodes = List.copyOf(nodes);
  }

  /** Whether it computes with tokens, as transformers do, and not with maps alone. */
  public boolean hasTokens() {
    return nodes.stream().anyMatch(Node.Patches.class::isInstance);
  }
}

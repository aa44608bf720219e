package dev.kindred.engine.dl4j;

import dev.kindred.engine.NetworkSpec;
import dev.kindred.model.Backbone;
import dev.kindred.model.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What training does not change: nodes that neither learn nor read, however indirectly, what
 * learns.
 *
 * @param names of these nodes, the images and the last pooling among them
 * @param border those whose output the rest reads, in the order of its reading
 */
record FrozenPart(Set<String> names, List<String> border) {
  FrozenPart {
    names = Set.copyOf(names);
    border = List.copyOf(border);
  }

  /** Of a network; the images alone when all of it is trained. */
  static FrozenPart of(NetworkSpec spec) {
    Set<String> frozen = new LinkedHashSet<>(Set.of(Backbone.INPUT));
    Set<String> border = new LinkedHashSet<>();
    boolean trained = Backbone.INPUT.equals(spec.trainFrom());
    List<Node> nodes = new ArrayList<>(spec.backbone().nodes());
    for (Node node : nodes) {
      trained |= node.name().equals(spec.trainFrom());
      boolean learns = trained && node instanceof Node.Conv;
      if (!learns && frozen.containsAll(node.inputs())) {
        frozen.add(node.name());
      } else {
        node.inputs().stream().filter(frozen::contains).forEach(border::add);
      }
    }
    if (frozen.contains(nodes.get(nodes.size() - 1).name())) {
      frozen.add(GraphFactory.POOL);
      border.add(GraphFactory.POOL);
    }
    return new FrozenPart(frozen, List.copyOf(border));
  }

  /** Nothing but the images. */
  static FrozenPart none() {
    return new FrozenPart(Set.of(Backbone.INPUT), List.of(Backbone.INPUT));
  }

  boolean isEmpty() {
    return names.size() == 1;
  }
}

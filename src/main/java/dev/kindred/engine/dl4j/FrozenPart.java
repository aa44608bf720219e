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
 * @param joined those of the border that sums or concatenations read: DL4J adds up what all readers
 *     say of an input, and cannot add nothing
 */
record FrozenPart(Set<String> names, List<String> border, Set<String> joined) {
  FrozenPart {
    names = Set.copyOf(names);
    border = List.copyOf(border);
    joined = Set.copyOf(joined);
  }

  /** Of a network; the images alone when all of it is trained. */
  static FrozenPart of(NetworkSpec spec) {
    Set<String> frozen = new LinkedHashSet<>(Set.of(Backbone.INPUT));
    Set<String> border = new LinkedHashSet<>();
    Set<String> joined = new LinkedHashSet<>();
    boolean trained = Backbone.INPUT.equals(spec.trainFrom());
    List<Node> nodes = new ArrayList<>(spec.backbone().nodes());
    for (Node node : nodes) {
      trained |= node.name().equals(spec.trainFrom());
      boolean learns = trained && node instanceof Node.Conv;
      if (!learns && frozen.containsAll(node.inputs())) {
        frozen.add(node.name());
      } else {
        node.inputs().stream().filter(frozen::contains).forEach(border::add);
        if (!(node instanceof Node.Conv)) {
          node.inputs().stream().filter(frozen::contains).forEach(joined::add);
        }
      }
    }
    if (frozen.contains(nodes.get(nodes.size() - 1).name())) {
      frozen.add(GraphFactory.POOL);
      border.add(GraphFactory.POOL);
    }
    return new FrozenPart(frozen, List.copyOf(border), joined);
  }

  /** Nothing but the images. */
  static FrozenPart none() {
    return new FrozenPart(Set.of(Backbone.INPUT), List.of(Backbone.INPUT), Set.of());
  }

  /** Whether nobody needs a gradient by the output of this node. */
  boolean isSilent(String name) {
    return names.contains(name) && !joined.contains(name);
  }

  boolean isEmpty() {
    return names.size() == 1;
  }
}

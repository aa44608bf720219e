package dev.kindred.engine;

import dev.kindred.model.Activation;
import dev.kindred.model.Backbone;
import dev.kindred.model.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which a DL4J graph keeps the parameters of a backbone: Kahn's topological sort over
 * numbered vertices, where those that become free at the same time come in the order of Java's
 * {@code HashSet}. A state's layout depends on it, so it is computed here the same way.
 */
final class GraphOrder {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Integer, Set<Integer>> waitsFor = new LinkedHashMap<>();
  private final Map<Integer, Set<Integer>> leadsTo = new HashMap<>();
  private final Map<Integer, Node> nodes = new HashMap<>();

  private GraphOrder(Backbone backbone) {
    numbers.put(Backbone.INPUT, 0);
    waitsFor.put(0, new HashSet<>());
    for (Node node : backbone.nodes()) {
      List<String> inputs = node.inputs();
      if (node instanceof Node.Add sum && sum.activation() == Activation.RELU) {
        // The rectifier is a vertex of its own.
        String name = node.name() + "_sum";
        vertex(name, inputs);
        inputs = List.of(name);
      }
      nodes.put(vertex(node.name(), inputs), node);
    }
  }

  private int vertex(String name, List<String> inputs) {
    int number = numbers.size();
    numbers.put(name, number);
    Set<Integer> from = new HashSet<>();
    for (String input : inputs) {
      from.add(numbers.get(input));
      leadsTo.computeIfAbsent(numbers.get(input), unused -> new HashSet<>()).add(number);
    }
    waitsFor.put(number, from);
    return number;
  }

  /** The nodes in that order. */
  static List<Node> of(Backbone backbone) {
    return new GraphOrder(backbone).sorted();
  }

  private List<Node> sorted() {
    List<Node> sorted = new ArrayList<>();
    Deque<Integer> free = new ArrayDeque<>(List.of(0));
    while (!free.isEmpty()) {
      int next = free.removeFirst();
      if (nodes.containsKey(next)) {
        sorted.add(nodes.get(next));
      }
      for (int after : leadsTo.getOrDefault(next, Set.of())) {
        waitsFor.get(after).remove(next);
        if (waitsFor.get(after).isEmpty()) {
          free.addLast(after);
        }
      }
    }
    return sorted;
  }
}

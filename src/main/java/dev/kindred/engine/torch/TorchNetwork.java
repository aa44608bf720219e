package dev.kindred.engine.torch;

import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.StateLayout;
import dev.kindred.model.Backbone;
import dev.kindred.model.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A backbone's description and the head, computed node by node. */
final class TorchNetwork implements AutoCloseable {
  private final NetworkSpec spec;
  private final FlatState state;
  private final Place place;
  private final Set<String> live = new HashSet<>();
  private final Map<String, List<String>> unused = new HashMap<>();
  private final Norms trainingNorms;
  private final Norms allNorms;
  private final Map<String, Folded> folded = new HashMap<>();

  /** Weights and bias with the normalisation in them, kept from one batch to the next. */
  private record Folded(Tensor weight, Tensor bias) {}

  TorchNetwork(NetworkSpec spec, FlatState state, Place place) {
    this.spec = spec;
    this.state = state;
    this.place = place;
    List<Node> nodes = spec.backbone().nodes();
    List<Node.Conv> normalised = Norms.normalised(nodes);
    if (!spec.frozenNorm()) {
      live.addAll(StateLayout.trained(spec));
    }
    this.trainingNorms =
        new Norms(state, place, normalised.stream().filter(c -> !live.contains(c.name())).toList());
    this.allNorms = new Norms(state, place, normalised);
    Map<String, String> lastUser = new HashMap<>();
    nodes.forEach(node -> node.inputs().forEach(in -> lastUser.put(in, node.name())));
    lastUser.forEach(
        (in, user) -> unused.computeIfAbsent(user, u -> new java.util.ArrayList<>()).add(in));
  }

  /** Called with each node's output while it is there. */
  @FunctionalInterface
  interface Watcher {
    void see(String node, Tensor output);
  }

  /**
   * The feature map, {@code [n, features, h, w]}.
   *
   * @param images {@code [n, 3, size, size]}
   * @param training with the statistics and gradients of training
   */
  Tensor features(Tensor images, boolean training, Watcher watcher) {
    Map<String, Norms.Affine> affine = training ? trainingNorms.affine() : Map.of();
    if (!training && folded.isEmpty()) {
      fold();
    }
    Map<String, Tensor> maps = new HashMap<>();
    maps.put(Backbone.INPUT, images);
    Tensor last = images;
    for (Node node : spec.backbone().nodes()) {
      // What a node needs on the way goes at once; its output when the last user had it.
      try (PointerScope scope = new PointerScope()) {
        last = compute(node, maps, training, affine).retainReference();
      }
      watcher.see(node.name(), last);
      maps.put(node.name(), last);
      for (String done : unused.getOrDefault(node.name(), List.of())) {
        Tensor map = maps.remove(done);
        if (map != images) {
          map.close();
        }
      }
    }
    PointerScope outer = PointerScope.getInnerScope();
    if (outer != null) {
      outer.attach(last);
      last.releaseReference();
    }
    return last;
  }

  private Tensor compute(
      Node node, Map<String, Tensor> maps, boolean training, Map<String, Norms.Affine> affine) {
    Tensor[] in = node.inputs().stream().map(maps::get).toArray(Tensor[]::new);
    if (node instanceof Node.Conv conv) {
      return training ? trained(conv, in[0], affine) : evaluated(conv, in[0]);
    }
    if (node instanceof Node.Pool pool) {
      return Layers.pool(pool, in[0]);
    }
    if (node instanceof Node.Concat) {
      return Layers.concat(in);
    }
    Tensor sum = in[0].add(in[1]);
    for (int i = 2; i < in.length; i++) {
      sum.add_(in[i]);
    }
    return Layers.activate(sum, ((Node.Add) node).activation());
  }

  private Tensor evaluated(Node.Conv conv, Tensor x) {
    Folded f = folded.get(conv.name());
    return Layers.activate(
        Layers.conv(conv, x, f.weight, new TensorOptional(f.bias)), conv.activation());
  }

  private Tensor trained(Node.Conv conv, Tensor x, Map<String, Norms.Affine> affine) {
    Tensor weight = state.array(conv.key() + ".weight");
    TensorOptional bias =
        conv.bias() ? new TensorOptional(state.array(conv.key() + ".bias")) : new TensorOptional();
    if (conv.norm() == null) {
      return Layers.activate(Layers.conv(conv, x, weight, bias), conv.activation());
    }
    if (!live.contains(conv.name())) {
      Norms.Affine a = affine.get(conv.name());
      Tensor scaled = weight.mul(a.scale().view(conv.out(), 1, 1, 1));
      Tensor y = Layers.conv(conv, x, scaled, new TensorOptional(a.shift()));
      return Layers.activate(y, conv.activation());
    }
    String key = conv.norm().key();
    Tensor y =
        torch.batch_norm(
            Layers.conv(conv, x, weight, bias),
            new TensorOptional(state.array(key + ".weight")),
            new TensorOptional(state.array(key + ".bias")),
            new TensorOptional(state.array(key + ".running_mean")),
            new TensorOptional(state.array(key + ".running_var")),
            true,
            conv.norm().momentum(),
            conv.norm().eps(),
            true);
    return Layers.activate(y, conv.activation());
  }

  private void fold() {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Norms.Affine> affine = allNorms.affine();
      for (Node node : spec.backbone().nodes()) {
        if (node instanceof Node.Conv conv) {
          Norms.Affine a = affine.get(conv.name());
          Tensor weight = state.array(conv.key() + ".weight").detach();
          Tensor bias =
              a != null
                  // The vector that it came from goes with this scope.
                  ? a.shift().detach()
                  : conv.bias()
                      ? state.array(conv.key() + ".bias").detach()
                      : place.zeros(conv.out());
          Tensor scaled = a == null ? weight : weight.mul(a.scale().view(conv.out(), 1, 1, 1));
          folded.put(
              conv.name(),
              new Folded(
                  scaled.contiguous(MemoryFormat.ChannelsLast).retainReference(),
                  bias.retainReference()));
        }
      }
    }
  }

  /** From the feature map to pooled numbers, {@code [n, features]}. */
  Tensor pooled(Tensor map) {
    return Layers.globalPool(map.to(ScalarType.Float), spec.pooling());
  }

  /** From pooled numbers to embeddings of unit length, {@code [n, dim]}. */
  Tensor embedding(Tensor pooled) {
    return Layers.normalize(
        torch.linear(
            pooled, state.array("head.weight"), new TensorOptional(state.array("head.bias"))));
  }

  /** To be called after parameters were changed. */
  void changed() {
    for (Folded f : folded.values()) {
      f.weight.close();
      f.bias.close();
    }
    folded.clear();
  }

  @Override
  public void close() {
    changed();
    trainingNorms.close();
    allNorms.close();
  }
}

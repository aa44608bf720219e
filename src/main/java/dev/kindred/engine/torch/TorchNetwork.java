package dev.kindred.engine.torch;

import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Precision;
import dev.kindred.engine.StateLayout;
import dev.kindred.model.Backbone;
import dev.kindred.model.BatchNorm;
import dev.kindred.model.HeadForm;
import dev.kindred.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A backbone's description and the head, computed node by node. */
@SuppressWarnings("try") // scopes free tensors at their end
final class TorchNetwork implements AutoCloseable {
  /** With up to so many places in a map, sums are in double precision, as with oneDNN. */
  private static final long FEW_POSITIONS = 256;

  private final NetworkSpec spec;
  private final FlatState state;
  private final Place place;
  private final Tokens tokens;
  private final Set<String> trained = new HashSet<>();
  private final boolean live;
  private final Map<String, List<String>> unused = new HashMap<>();
  private final Norms trainedNorms;
  private final Norms allNorms;
  private final Map<String, Folded> folded = new HashMap<>();
  private final ScalarType type;
  private final boolean autocasts;
  private final Optional<GatheredWeights> gathered;

  /** Weights and bias with the normalisation in them, kept from one batch to the next. */
  private record Folded(Tensor weight, Tensor bias) {}

  TorchNetwork(NetworkSpec spec, FlatState state, Place place, Precision precision) {
    this.spec = spec;
    this.state = state;
    this.place = place;
    this.tokens = new Tokens(state);
    List<Node> nodes = spec.backbone().nodes();
    this.live = !spec.frozenNorm();
    boolean gathers = place.gathers() && !spec.backbone().hasTokens();
    trained.addAll(StateLayout.trained(spec));
    List<Node.Conv> normalised = Norms.normalised(nodes);
    List<Node.Conv> scaled =
        live || gathers
            ? List.of()
            : normalised.stream().filter(c -> trained.contains(c.name())).toList();
    this.trainedNorms = new Norms(state, place, scaled);
    this.allNorms = new Norms(state, place, normalised);
    this.type = gathers && precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
    List<Node.Conv> learning =
        nodes.stream()
            .filter(n -> trained.contains(n.name()))
            .flatMap(n -> n instanceof Node.Conv c ? Stream.of(c) : Stream.empty())
            .toList();
    this.gathered =
        gathers && !learning.isEmpty()
            ? Optional.of(new GatheredWeights(state, place, learning, !live, type))
            : Optional.empty();
    this.autocasts = precision == Precision.BF16 && !gathers;
    Map<String, String> lastUser = new HashMap<>();
    nodes.forEach(node -> node.inputs().forEach(in -> lastUser.put(in, node.name())));
    lastUser.forEach((in, user) -> unused.computeIfAbsent(user, u -> new ArrayList<>()).add(in));
  }

  /** Called with each node's output while it is there. */
  @FunctionalInterface
  interface Watcher {
    void see(String node, Tensor output);
  }

  /**
   * The feature map, {@code [n, features, h, w]}; of a transformer its class token, a map of one
   * place.
   *
   * @param images {@code [n, 3, size, size]}
   * @param training with the statistics and gradients of training
   */
  Tensor features(Tensor images, boolean training, Watcher watcher) {
    Map<String, Norms.Affine> affine = training ? trainedNorms.affine() : Map.of();
    if (training) {
      gathered.ifPresent(GatheredWeights::refresh);
    }
    fold(training);
    Map<String, Tensor> maps = new HashMap<>();
    Tensor last = images.to(type);
    maps.put(Backbone.INPUT, last);
    for (Node node : spec.backbone().nodes()) {
      // What a node needs on the way goes at once; its output when the last user had it.
      try (PointerScope scope = new PointerScope()) {
        last = compute(node, maps, training, affine).retainReference();
      }
      watcher.see(node.name(), last);
      maps.put(node.name(), last);
      for (String done : unused.getOrDefault(node.name(), List.of())) {
        Tensor map = maps.remove(done);
        if (!done.equals(Backbone.INPUT)) {
          map.close();
        }
      }
    }
    return Place.attached(last);
  }

  private Tensor compute(
      Node node, Map<String, Tensor> maps, boolean training, Map<String, Norms.Affine> affine) {
    Tensor[] in = node.inputs().stream().map(maps::get).toArray(Tensor[]::new);
    if (node instanceof Node.Conv conv) {
      return training && trained.contains(conv.name())
          ? trained(conv, in[0], affine)
          : evaluated(conv, in[0]);
    }
    if (node instanceof Node.Pool pool) {
      return Layers.pool(pool, in[0]);
    }
    if (node instanceof Node.Patches patches) {
      return tokens.patches(patches, in[0]);
    }
    if (node instanceof Node.Block block) {
      return tokens.block(block, in[0]);
    }
    if (node instanceof Node.ClassToken token) {
      return tokens.classToken(token, in[0]);
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
    if (gathered.isPresent()) {
      GatheredWeights.Leaf leaf = gathered.get().of(conv);
      Tensor y =
          Layers.conv(
              conv,
              x,
              leaf.weight(),
              leaf.bias().map(TensorOptional::new).orElseGet(TensorOptional::new));
      boolean normalises = live && conv.norm() != null;
      return Layers.activate(normalises ? normalised(conv.norm(), y) : y, conv.activation());
    }
    Tensor weight = state.array(conv.key() + ".weight");
    TensorOptional bias =
        conv.bias() ? new TensorOptional(state.array(conv.key() + ".bias")) : new TensorOptional();
    if (conv.norm() == null) {
      return Layers.activate(Layers.conv(conv, x, weight, bias), conv.activation());
    }
    if (!live) {
      Norms.Affine a = affine.get(conv.name());
      Tensor scaled = weight.mul(a.scale().view(conv.out(), 1, 1, 1));
      Tensor y = Layers.conv(conv, x, scaled, new TensorOptional(a.shift()));
      return Layers.activate(y, conv.activation());
    }
    return Layers.activate(
        normalised(conv.norm(), Layers.conv(conv, x, weight, bias)), conv.activation());
  }

  /** By the batch's statistics, which move the running ones. */
  private Tensor normalised(BatchNorm norm, Tensor x) {
    boolean precise = !place.isGpu() && x.numel() / x.size(1) <= FEW_POSITIONS;
    Tensor y =
        torch.batch_norm(
            precise ? x.contiguous() : x,
            new TensorOptional(state.array(norm.key() + ".weight")),
            new TensorOptional(state.array(norm.key() + ".bias")),
            new TensorOptional(state.array(norm.key() + ".running_mean")),
            new TensorOptional(state.array(norm.key() + ".running_var")),
            true,
            norm.momentum(),
            norm.eps(),
            true);
    return precise ? y.contiguous(MemoryFormat.ChannelsLast) : y;
  }

  /**
   * Folds what is not folded yet.
   *
   * @param training only those that are not trained, which no step changes
   */
  private void fold(boolean training) {
    List<Node.Conv> missing = new ArrayList<>();
    for (Node node : spec.backbone().nodes()) {
      boolean needed = !training || !trained.contains(node.name());
      if (node instanceof Node.Conv conv && needed && !folded.containsKey(node.name())) {
        missing.add(conv);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Map<String, Norms.Affine> affine = allNorms.affine();
      for (Node.Conv conv : missing) {
        Norms.Affine a = affine.get(conv.name());
        Tensor weight = state.array(conv.key() + ".weight").detach();
        // What comes out of a vector goes with this scope.
        Tensor bias = a == null ? bias(conv) : a.shift().detach();
        Tensor scaled = a == null ? weight : weight.mul(a.scale().view(conv.out(), 1, 1, 1));
        folded.put(
            conv.name(),
            new Folded(
                scaled.contiguous(MemoryFormat.ChannelsLast).to(type).retainReference(),
                bias.to(type).retainReference()));
      }
    }
  }

  private Tensor bias(Node.Conv conv) {
    return conv.bias() ? state.array(conv.key() + ".bias").detach() : place.zeros(conv.out());
  }

  /** From the feature map to pooled numbers, {@code [n, features]}. */
  Tensor pooled(Tensor map) {
    return Layers.globalPool(map.to(ScalarType.Float), spec.pooling(), spec.form().gemPower());
  }

  /**
   * From pooled numbers to embeddings of unit length, {@code [n, dim]}.
   *
   * @param training with the statistics of the batch, where the head has a normalisation
   */
  Tensor embedding(Tensor pooled, boolean training) {
    Tensor y =
        torch.linear(
            spec.form().layerNorm() ? Layers.layerNorm(pooled) : pooled,
            state.array("head.weight"),
            new TensorOptional(state.array("head.bias")));
    return Layers.normalize(spec.form().bnNeck() ? neck(y, training) : y);
  }

  private Tensor neck(Tensor y, boolean training) {
    return torch.batch_norm(
        y,
        new TensorOptional(state.array(HeadForm.NECK + ".weight")),
        new TensorOptional(state.array(HeadForm.NECK + ".bias")),
        new TensorOptional(state.array(HeadForm.NECK + ".running_mean")),
        new TensorOptional(state.array(HeadForm.NECK + ".running_var")),
        training,
        HeadForm.MOMENTUM,
        HeadForm.EPSILON,
        true);
  }

  /** Whether the precision is set around the network's operations, not by its weights. */
  boolean autocasts() {
    return autocasts;
  }

  /** To be called after backward passes: brings all gradients to the state. */
  void collect() {
    gathered.ifPresent(GatheredWeights::collect);
  }

  /** To be called after a step. */
  void stepped() {
    gathered.ifPresent(GatheredWeights::changed);
    forget(trained);
  }

  /** To be called after any parameters were set. */
  void changed() {
    gathered.ifPresent(GatheredWeights::changed);
    forget(Set.copyOf(folded.keySet()));
  }

  private void forget(Set<String> names) {
    for (String name : names) {
      Folded f = folded.remove(name);
      if (f != null) {
        f.weight.close();
        f.bias.close();
      }
    }
  }

  @Override
  public void close() {
    changed();
    trainedNorms.close();
    gathered.ifPresent(GatheredWeights::close);
    allNorms.close();
  }
}

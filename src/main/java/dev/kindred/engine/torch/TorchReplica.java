package dev.kindred.engine.torch;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.LocalMemory;
import dev.kindred.engine.LossOutcome;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Precision;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.Span;
import dev.kindred.engine.StateLayout;
import dev.kindred.engine.StateMemory;
import dev.kindred.engine.StateSlice;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.image.RenderedImages;
import dev.kindred.loss.Batch;
import dev.kindred.loss.Memory;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/** A replica whose network is computed by libtorch, on a CPU or a GPU. */
@SuppressWarnings("try") // scopes free tensors at their end
public final class TorchReplica implements Replica {
  private final ReplicaRecipe recipe;
  private final NetworkSpec spec;
  private final Place place;
  private final FlatState state;
  private final FlatOptimizer optimizer;
  private final TorchNetwork network;
  private final ImageBuffer images;
  private int step;

  /** Builds the network with its layers' plain initial values; load weights before using it. */
  TorchReplica(ReplicaRecipe recipe, Place place, Precision precision) {
    this.recipe = recipe;
    this.spec = recipe.network();
    this.place = place;
    StateLayout layout = StateLayout.of(spec, recipe.optimizer());
    this.state = new FlatState(layout, place);
    this.optimizer = new FlatOptimizer(layout, recipe.optimizer(), spec.proxyFactor());
    this.network = new TorchNetwork(spec, state, place, precision);
    this.images = new ImageBuffer(place, spec.backbone().size());
  }

  @Override
  public double[] train(Iterator<TrainingBatch> batches) {
    return train(batches, new LocalMemory(Memory.empty(spec.dim())));
  }

  @Override
  public double[] train(Iterator<TrainingBatch> batches, LocalMemory memory) {
    List<Double> losses = new ArrayList<>();
    while (batches.hasNext()) {
      losses.add(step(batches.next(), memory));
    }
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Loss and its gradient by the embeddings and the loss's own parameters. */
  @FunctionalInterface
  interface EmbeddingLoss {
    LossOutcome of(float[] embeddings);
  }

  private double step(TrainingBatch batch, LocalMemory memory) {
    try (PointerScope scope = new PointerScope()) {
      LossOutcome outcome =
          backward(
              batch,
              z ->
                  LossOutcome.of(
                      recipe,
                      new Batch(z, batch.labels(), spec.dim(), batch.seed()),
                      own(),
                      memory,
                      step));
      optimise();
      return outcome.value();
    }
  }

  private float[] own() {
    ProxyPlace at = state.layout.proxies();
    return at.rows() == 0
        ? new float[0]
        : Place.values(FlatState.part(state.parameters, at.parameters(), at.length()));
  }

  /** Forward, loss and backward; the gradient stays in the state. */
  LossOutcome backward(TrainingBatch batch, EmbeddingLoss loss) {
    try (PointerScope scope = new PointerScope()) {
      state.gradient.zero_();
      var x = images.bring(batch.input(), batch.n());
      var z = network.embedding(network.pooled(map(x, true, (node, y) -> {})), true);
      LossOutcome outcome = loss.of(Place.values(z));
      z.backward(
          place.tensor(outcome.gradient(), batch.n(), spec.dim()),
          new BoolOptional(),
          false,
          new TensorArrayRefOptional());
      network.collect();
      float[] own = outcome.ownGradient();
      if (own.length > 0) {
        int at = state.layout.proxies().parameters();
        FlatState.part(state.gradient, at, own.length).copy_(place.tensor(own, own.length));
      }
      if (spec.hasLiveStatistics()) {
        // Running statistics have moved.
        network.stepped();
        state.changed();
      }
      return outcome;
    }
  }

  private org.bytedeco.pytorch.Tensor map(
      org.bytedeco.pytorch.Tensor x, boolean training, TorchNetwork.Watcher watcher) {
    try (Autocast region = Autocast.enter(place, network.autocasts())) {
      return network.features(x, training, watcher);
    }
  }

  private void optimise() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      optimizer.step(state, step);
    }
    step++;
    network.stepped();
    state.changed();
  }

  @Override
  public FloatVector gradient(TrainingBatch batch, float[] embeddingGradient) {
    float[] none = new float[spec.proxyRows() * spec.proxyWidth()];
    try (PointerScope scope = new PointerScope()) {
      backward(batch, z -> new LossOutcome(0, embeddingGradient, none));
      return new FloatVector(Place.values(state.gradient));
    }
  }

  @Override
  public void apply(FloatVector gradient) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      state.gradient.copy_(place.tensor(gradient.values(), gradient.length()));
    }
    optimise();
  }

  @Override
  public ReplicaState state() {
    StateMemory memory = state.memory();
    return new ReplicaState(
        FlatState.copy(memory.parameters()), FlatState.copy(memory.moments()), step);
  }

  @Override
  public void restore(ReplicaState next) {
    state.write(next.parameters(), next.optimizer());
    resume(next.step(), next.optimizer().length() > 0);
  }

  @Override
  public StateMemory memory() {
    return state.memory();
  }

  @Override
  public void resume(int at, boolean moments) {
    state.take(moments);
    network.changed();
    optimizer.startAt(moments ? 0 : at);
    step = at;
  }

  @Override
  public void scaleRate(double factor) {
    optimizer.scaleRate(factor);
  }

  @Override
  public ProxyPlace proxies() {
    return state.layout.proxies();
  }

  @Override
  public List<Span> statistics() {
    return state.layout.statistics();
  }

  @Override
  public float[] embed(RenderedImages input, int n) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return Place.values(network.embedding(pooled(input, n), false));
    }
  }

  private org.bytedeco.pytorch.Tensor pooled(RenderedImages input, int n) {
    return network.pooled(map(images.bring(input, n), false, (node, y) -> {}));
  }

  @Override
  public float[] features(RenderedImages input, int n) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return Place.values(Layers.normalize(pooled(input, n)));
    }
  }

  /** Shows every node's output of an evaluation, {@code [n, c, h, w]}. */
  void watch(float[] pixels, int n, TorchNetwork.Watcher watcher) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      map(images.bring(new RenderedImages.Values(pixels), n), false, watcher);
    }
  }

  /** Nodes whose output in training is part of the graph of gradients. */
  List<String> differentiated(TrainingBatch batch) {
    List<String> nodes = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      map(
          images.bring(batch.input(), batch.n()),
          true,
          (node, y) -> {
            if (y.requires_grad()) {
              nodes.add(node);
            }
          });
    }
    return nodes;
  }

  @Override
  public StateDict weights() {
    float[] values = state().parameters().values();
    return named(values, "the network");
  }

  /** A vector of the parameters' length as arrays under their PyTorch names, in PyTorch's order. */
  StateDict named(float[] values, String source) {
    List<Tensor> tensors = new ArrayList<>();
    for (String key : PyTorchOrder.of(spec)) {
      StateSlice slice = state.layout.slice(key);
      float[] part = java.util.Arrays.copyOfRange(values, slice.offset(), slice.end());
      tensors.add(new Tensor(key, slice.shape(), part));
    }
    return StateDict.of(source, tensors);
  }

  @Override
  public void load(StateDict weights) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (StateSlice slice : state.layout.slices()) {
        Tensor given = weights.tensors().get(slice.key());
        if (given != null) {
          FlatState.part(state.parameters, slice.offset(), slice.length())
              .copy_(place.tensor(given.data(), given.data().length));
        }
      }
    }
    network.changed();
    state.changed();
  }

  @Override
  public void save(OutputStream out) {
    throw new UnsupportedOperationException("libtorch has no form of its own; export safetensors");
  }

  @Override
  public void close() {
    network.close();
    images.close();
    state.close();
  }
}

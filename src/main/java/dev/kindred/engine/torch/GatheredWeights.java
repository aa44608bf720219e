package dev.kindred.engine.torch;

import dev.kindred.model.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Weights and biases of all trained convolutions as a device computes with them: normalisation with
 * running statistics folded in, channels last, in the type of the precision. They are leaves of the
 * graph of gradients; what lies between them and the parameters is done here for all layers at
 * once, in both directions. Layer by layer it would be ten small operations a convolution, and a
 * GPU would wait for their launches.
 *
 * <p>With {@code s = gamma / sqrt(var + eps)} a layer computes {@code conv(x, W s) + (beta + (b -
 * mean) s)}. From the gradients {@code G} of {@code W s} and {@code g} of the shift follow those of
 * {@code W}: {@code G s}; of {@code gamma}: {@code (sum(G W) + g (b - mean)) / sqrt(var + eps)}; of
 * {@code beta}: {@code g}; of {@code b}: {@code g s}.
 */
@SuppressWarnings("try") // scopes free tensors at their end
final class GatheredWeights implements AutoCloseable {
  /**
   * What one convolution reads.
   *
   * @param weight {@code [out, in/groups, k, k]}, channels last in memory
   * @param bias {@code [out]}; none where nothing is added to the convolution, as adding zeros and
   *     summing up their gradient are two passes over the map
   */
  record Leaf(Tensor weight, Optional<Tensor> bias) {}

  /** Convolutions whose output channels have equally many weights, one behind the other. */
  private record Group(int from, int rows, int width) {}

  private final FlatState state;
  private final Map<String, Leaf> leaves = new LinkedHashMap<>();
  private final List<Group> groups = new ArrayList<>();
  private final List<Tensor> kept = new ArrayList<>();
  private final Tensor weights;
  private final Tensor shifts;
  private final Tensor source;
  private final Tensor channel;
  private final Tensor target;
  private final Tensor gamma;
  private final Tensor beta;
  private final Tensor mean;
  private final Tensor variance;
  private final Tensor bias;
  private final Tensor normed;
  private final Tensor plain;
  private final Tensor biased;
  private final Tensor eps;
  private final Tensor scale;
  private final Tensor spread;
  private final Tensor root;
  private final Tensor centre;
  private final Tensor zero;
  private final Tensor unused;
  private boolean stale = true;

  /**
   * @param convs that are trained
   * @param folds whether normalisations use running statistics; otherwise they are left to the
   *     network
   * @param type of the weights
   */
  GatheredWeights(
      FlatState state, Place place, List<Node.Conv> convs, boolean folds, ScalarType type) {
    this.state = state;
    List<Node.Conv> sorted = new ArrayList<>(convs);
    sorted.sort(Comparator.comparingInt(GatherPlan::width));
    GatherPlan plan = new GatherPlan(state.layout, sorted, folds);
    this.weights = keep(place.zeros(type, plan.source.length));
    this.shifts = keep(place.zeros(type, plan.channels));
    this.source = keep(place.tensor(plan.source));
    this.channel = keep(place.tensor(plan.channel));
    this.target = keep(place.tensor(plan.target));
    this.gamma = keep(place.tensor(plan.gamma));
    this.beta = keep(place.tensor(plan.beta));
    this.mean = keep(place.tensor(plan.mean));
    this.variance = keep(place.tensor(plan.variance));
    this.bias = keep(place.tensor(plan.bias));
    this.normed = keep(place.tensor(plan.normed, plan.channels));
    this.plain = keep(place.tensor(plan.plain, plan.channels));
    this.biased = keep(place.tensor(plan.biased, plan.channels));
    this.eps = keep(place.tensor(plan.eps, plan.channels));
    this.scale = keep(place.zeros(plan.channels));
    this.spread = keep(place.zeros(plan.source.length));
    this.root = keep(place.zeros(plan.channels));
    this.centre = keep(place.zeros(plan.channels));
    this.zero = keep(place.zeros(1));
    this.unused = keep(place.zeros(type, plan.channels));
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      int at = 0;
      int row = 0;
      for (Node.Conv conv : sorted) {
        leaves.put(conv.name(), leaf(conv, at, row, folds));
        group(at, conv);
        at += conv.out() * GatherPlan.width(conv);
        row += conv.out();
      }
    }
  }

  private Tensor keep(Tensor tensor) {
    Tensor own = tensor.retainReference();
    kept.add(own);
    return own;
  }

  private Leaf leaf(Node.Conv conv, int at, int row, boolean folds) {
    int k = conv.kernel();
    Tensor flat = FlatState.part(weights, at, conv.out() * GatherPlan.width(conv));
    Tensor weight =
        flat.view(conv.out(), k, k, conv.in() / conv.groups()).permute(0, 3, 1, 2).detach();
    weight.set_requires_grad(true);
    if (!conv.bias() && !(folds && conv.norm() != null)) {
      return new Leaf(keep(weight), Optional.empty());
    }
    Tensor shift = FlatState.part(shifts, row, conv.out()).detach();
    shift.set_requires_grad(true);
    return new Leaf(keep(weight), Optional.of(keep(shift)));
  }

  private void group(int at, Node.Conv conv) {
    Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
    if (last != null && last.width == GatherPlan.width(conv)) {
      groups.set(groups.size() - 1, new Group(last.from, last.rows + conv.out(), last.width));
    } else {
      groups.add(new Group(at, conv.out(), GatherPlan.width(conv)));
    }
  }

  Leaf of(Node.Conv conv) {
    return leaves.get(conv.name());
  }

  /** To be called after parameters were changed. */
  void changed() {
    stale = true;
  }

  /** Makes the leaves from the parameters where these have changed. */
  void refresh() {
    if (!stale) {
      return;
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor p = state.parameters;
      root.copy_(p.index_select(0, variance).mul_(normed).add_(eps).rsqrt_());
      scale.copy_(p.index_select(0, gamma).mul_(root).mul_(normed).add_(plain));
      centre.copy_(p.index_select(0, bias).mul_(biased).sub_(means(p)));
      Tensor shift = p.index_select(0, beta).mul_(normed).addcmul_(centre, scale);
      shifts.copy_(shift);
      spread.copy_(scale.index_select(0, channel));
      weights.copy_(p.index_select(0, source).mul_(spread));
    }
    stale = false;
  }

  private Tensor means(Tensor p) {
    return p.index_select(0, mean).mul_(normed);
  }

  /** Adds the gradients of the parameters to the state's, and clears those of the leaves. */
  void collect() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      TensorVector ofWeights = new TensorVector();
      TensorVector ofShifts = new TensorVector();
      for (Leaf leaf : leaves.values()) {
        ofWeights.push_back(gradient(leaf.weight).permute(0, 2, 3, 1).reshape(-1));
        ofShifts.push_back(
            leaf.bias.map(GatheredWeights::gradient).orElseGet(() -> none(leaf.weight.size(0))));
      }
      Tensor g = torch.cat(ofShifts, 0).to(ScalarType.Float);
      Tensor big = torch.cat(ofWeights, 0).to(ScalarType.Float);
      Tensor sums = rowSums(big.mul(state.parameters.index_select(0, source)));
      TensorVector all = new TensorVector();
      all.push_back(big.mul(spread));
      all.push_back(sums.addcmul_(g, centre).mul_(root));
      all.push_back(g);
      all.push_back(g.mul(scale));
      all.push_back(zero);
      state.gradient.add_(torch.cat(all, 0).index_select(0, target));
    }
  }

  private static Tensor gradient(Tensor leaf) {
    Tensor slot = leaf.mutable_grad();
    if (!slot.defined()) {
      return torch.zeros_like(leaf);
    }
    Tensor gradient = slot.detach();
    slot.reset();
    return gradient;
  }

  private Tensor none(long channels) {
    return FlatState.part(unused, 0, (int) channels);
  }

  private Tensor rowSums(Tensor values) {
    TensorVector sums = new TensorVector();
    for (Group group : groups) {
      Tensor rows = FlatState.part(values, group.from, group.rows * group.width);
      sums.push_back(
          rows.view(group.rows, group.width).sum(new long[] {1}, false, new ScalarTypeOptional()));
    }
    return torch.cat(sums, 0);
  }

  @Override
  public void close() {
    kept.forEach(Tensor::close);
  }
}

package dev.kindred.engine;

import dev.kindred.engine.StateSlice.Part;
import dev.kindred.model.Backbone;
import dev.kindred.model.HeadForm;
import dev.kindred.model.Node;
import dev.kindred.model.TokenTensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Where everything lies in a {@link ReplicaState}, whichever engine runs: checkpoints, averaging
 * and exchange know no engine. The order is that of a DL4J graph, in which the first checkpoints
 * were written.
 *
 * @param slices in order of their offsets, without gaps
 * @param blocks of moments, in order
 */
public record StateLayout(List<StateSlice> slices, List<MomentBlock> blocks) {
  public StateLayout {
    slices = List.copyOf(slices);
    blocks = List.copyOf(blocks);
  }

  /**
   * Of a network.
   *
   * @param optimizer whose rates decide which moments lie together
   */
  public static StateLayout of(NetworkSpec spec, Optimizer optimizer) {
    Builder builder = new Builder();
    List<String> trained = trained(spec);
    for (Node node : GraphOrder.of(spec.backbone())) {
      if (node instanceof Node.Conv conv) {
        Part part = trained.contains(node.name()) ? Part.BACKBONE : Part.FIXED;
        builder.conv(conv, part, spec.frozenAffine() ? Part.FIXED : part);
      } else {
        Part part = trained.contains(node.name()) ? Part.BACKBONE : Part.FIXED;
        TokenTensors.of(node)
            .forEach(
                (name, shape) ->
                    builder.add(name, part, TokenTensors.isScale(name) ? 1 : 0, shape));
      }
    }
    builder.add("head.weight", Part.HEAD, 0, spec.dim(), spec.backbone().features());
    builder.add("head.bias", Part.HEAD, 0, spec.dim());
    if (spec.form().bnNeck()) {
      builder.add(HeadForm.NECK + ".weight", Part.HEAD, 1, spec.dim());
      builder.add(HeadForm.NECK + ".bias", Part.FIXED, 0, spec.dim());
      builder.add(HeadForm.NECK + ".running_mean", Part.FIXED, 0, spec.dim());
      builder.add(HeadForm.NECK + ".running_var", Part.FIXED, 1, spec.dim());
    }
    if (spec.proxyRows() > 0) {
      builder.add("proxies", Part.PROXIES, 0, spec.proxyRows(), spec.proxyWidth());
    }
    boolean alike = spec.proxyFactor() == optimizer.headFactor();
    return new StateLayout(builder.slices, blocks(builder.slices, alike));
  }

  /** Names of the nodes that are trained: {@link NetworkSpec#trainFrom} and those behind it. */
  public static List<String> trained(NetworkSpec spec) {
    List<String> names = spec.backbone().nodes().stream().map(Node::name).toList();
    if (Backbone.INPUT.equals(spec.trainFrom())) {
      return names;
    }
    int first = names.indexOf(spec.trainFrom());
    return first < 0 ? List.of() : names.subList(first, names.size());
  }

  private static List<MomentBlock> blocks(List<StateSlice> slices, boolean proxiesAsHead) {
    List<MomentBlock> blocks = new ArrayList<>();
    int moments = 0;
    for (int i = 0; i < slices.size(); ) {
      Part part = slices.get(i).part();
      int from = slices.get(i).offset();
      int to = from;
      while (i < slices.size() && alike(slices.get(i).part(), part, proxiesAsHead)) {
        to = slices.get(i++).end();
      }
      if (part != Part.FIXED) {
        blocks.add(new MomentBlock(from, to - from, moments));
        moments += 2 * (to - from);
      }
    }
    return blocks;
  }

  private static boolean alike(Part a, Part b, boolean proxiesAsHead) {
    return a == b || (proxiesAsHead && a == Part.PROXIES && b == Part.HEAD);
  }

  /** Number of parameters, running statistics included. */
  public int parameters() {
    return slices.get(slices.size() - 1).end();
  }

  /** Number of moments. */
  public int moments() {
    MomentBlock last = blocks.get(blocks.size() - 1);
    return last.second() + last.length();
  }

  /** The array of a name that is there. */
  public StateSlice slice(String key) {
    return slices.stream().filter(s -> s.key().equals(key)).findFirst().orElseThrow();
  }

  /** Where running statistics lie among the parameters, ascending. */
  public List<Span> statistics() {
    return slices.stream()
        .filter(s -> s.key().endsWith(".running_mean") || s.key().endsWith(".running_var"))
        .map(s -> new Span(s.offset(), s.end()))
        .toList();
  }

  /** Where the loss's own parameters lie. */
  public ProxyPlace proxies() {
    StateSlice last = slices.get(slices.size() - 1);
    if (last.part() != Part.PROXIES) {
      return ProxyPlace.NONE;
    }
    MomentBlock block = blocks.get(blocks.size() - 1);
    int within = last.offset() - block.parameters();
    return new ProxyPlace(
        last.shape()[0],
        last.shape()[1],
        last.offset(),
        block.moments() + within,
        block.second() + within);
  }

  private static final class Builder {
    private final List<StateSlice> slices = new ArrayList<>();
    private int at;

    void add(String key, Part part, float initial, int... shape) {
      StateSlice slice = new StateSlice(key, shape, at, part, initial);
      slices.add(slice);
      at = Math.addExact(at, slice.length());
    }

    void conv(Node.Conv c, Part part, Part affine) {
      add(c.key() + ".weight", part, 0, c.out(), c.in() / c.groups(), c.kernel(), c.kernel());
      if (c.bias()) {
        add(c.key() + ".bias", part, 0, c.out());
      }
      if (c.norm() != null) {
        add(c.norm().key() + ".weight", affine, 1, c.out());
        add(c.norm().key() + ".bias", affine, 0, c.out());
        add(c.norm().key() + ".running_mean", Part.FIXED, 0, c.out());
        add(c.norm().key() + ".running_var", Part.FIXED, 1, c.out());
      }
    }
  }
}

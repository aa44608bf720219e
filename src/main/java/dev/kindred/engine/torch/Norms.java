package dev.kindred.engine.torch;

import dev.kindred.model.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Normalisations with running statistics as a factor of the convolution's weights and a shift:
 * {@code gamma (W x + b - mean) / sqrt(var + eps) + beta}. They are computed for all layers at
 * once, as the vectors are short and each operation has a price.
 */
final class Norms {
  /**
   * Of one convolution.
   *
   * @param scale of its output channels, {@code [out]}
   * @param shift behind it, {@code [out]}
   */
  record Affine(Tensor scale, Tensor shift) {}

  private final FlatState state;
  private final Place place;
  private final List<Node.Conv> convs;
  private final long[] sizes;
  private final Tensor eps;

  /**
   * @param convs those with a normalisation that is folded
   */
  Norms(FlatState state, Place place, List<Node.Conv> convs) {
    this.state = state;
    this.place = place;
    this.convs = convs;
    this.sizes = convs.stream().mapToLong(Node.Conv::out).toArray();
    float[] all = new float[(int) java.util.Arrays.stream(sizes).sum()];
    int at = 0;
    for (Node.Conv conv : convs) {
      java.util.Arrays.fill(all, at, at + conv.out(), (float) conv.norm().eps());
      at += conv.out();
    }
    this.eps = (all.length == 0 ? place.zeros(0) : place.tensor(all, all.length)).retainReference();
  }

  /** By name of the node; part of the graph of gradients unless that is off. */
  Map<String, Affine> affine() {
    Map<String, Affine> affine = new LinkedHashMap<>();
    if (convs.isEmpty()) {
      return affine;
    }
    Tensor scale = all(".weight").mul(all(".running_var").add(eps).rsqrt());
    Tensor mean = all(".running_mean");
    boolean biased = convs.stream().anyMatch(Node.Conv::bias);
    Tensor shift = all(".bias").sub((biased ? mean.sub(biases()) : mean).mul(scale));
    TensorVector scales = scale.split_with_sizes(sizes);
    TensorVector shifts = shift.split_with_sizes(sizes);
    for (int i = 0; i < convs.size(); i++) {
      affine.put(convs.get(i).name(), new Affine(scales.get(i), shifts.get(i)));
    }
    return affine;
  }

  private Tensor all(String part) {
    TensorVector parts = new TensorVector();
    convs.forEach(c -> parts.push_back(state.array(c.norm().key() + part)));
    return torch.cat(parts, 0);
  }

  private Tensor biases() {
    TensorVector parts = new TensorVector();
    convs.forEach(
        c -> parts.push_back(c.bias() ? state.array(c.key() + ".bias") : place.zeros(c.out())));
    return torch.cat(parts, 0);
  }

  /** Frees what is kept between batches. */
  void close() {
    eps.close();
  }

  static List<Node.Conv> normalised(List<Node> nodes) {
    List<Node.Conv> found = new ArrayList<>();
    for (Node node : nodes) {
      if (node instanceof Node.Conv conv && conv.norm() != null) {
        found.add(conv);
      }
    }
    return found;
  }
}

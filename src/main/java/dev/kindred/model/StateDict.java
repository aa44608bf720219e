package dev.kindred.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors in the order of their file.
 *
 * @param source where they came from, for messages
 * @param tensors by name
 */
public record StateDict(String source, Map<String, Tensor> tensors) {
  public StateDict {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** From tensors in order; a later one replaces an earlier one of the same name. */
  public static StateDict of(String source, Iterable<Tensor> tensors) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    tensors.forEach(t -> byName.put(t.name(), t));
    return new StateDict(source, byName);
  }

  /** The tensor of a name that {@link Weights#check} has found to be there. */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(source + " has no tensor " + name);
    }
    return tensor;
  }
}

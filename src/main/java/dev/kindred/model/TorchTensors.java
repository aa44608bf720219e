package dev.kindred.model;

import dev.kindred.run.KindredException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From an unpickled object and the bytes of its storages to a state dict. A tensor is a strided
 * view into a storage ({@code torch._utils._rebuild_tensor_v2}); every view is checked to lie
 * inside, and all views together may have at most as many numbers as the file has bytes.
 */
final class TorchTensors {
  /**
   * A storage as the pickle declares it.
   *
   * @param key name in the file
   * @param type of its numbers
   * @param count of its numbers
   */
  record Storage(String key, ElementType type, long count) {}

  private static final int MOST_DIMENSIONS = 8;

  private final String source;
  private final long budget;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  TorchTensors(String source, long fileLength) {
    this.source = source;
    this.budget = fileLength;
  }

  /** All storages declared so far, by key. */
  Map<String, Storage> storages() {
    return storages;
  }

  /** Reads a persistent id: {@code ("storage", type, key, device, count[, view])}. */
  Storage storage(Object id) {
    List<Object> parts = id instanceof Pickle.Tuple tuple ? tuple.items() : List.of();
    if (parts.size() < 5 || !"storage".equals(parts.get(0))) {
      throw refused("refers to something that is not a storage (a whole module, perhaps)");
    }
    if (parts.size() > 5 && parts.get(5) != null) {
      throw refused("has a storage that is a view of another");
    }
    if (!(parts.get(1) instanceof Pickle.Global type)
        || !(parts.get(2) instanceof String key)
        || !(parts.get(4) instanceof Long count)
        || count < 0) {
      throw refused("describes a storage wrongly");
    }
    ElementType element =
        ElementType.ofTorch(type.name().substring(type.name().lastIndexOf('.') + 1))
            .orElseThrow(() -> refused("describes a storage wrongly"));
    Storage storage = new Storage(key, element, count);
    Storage before = storages.putIfAbsent(key, storage);
    if (before != null && !before.equals(storage)) {
      throw refused("describes the storage " + BadWeights.quote(key) + " in two ways");
    }
    return storage;
  }

  /**
   * The state dict of an unpickled object: a dict of tensors, or a checkpoint that has one under
   * {@code state_dict}. The prefix {@code module.} of {@code DataParallel} is taken off.
   *
   * @param bytes of each storage, by key
   */
  StateDict stateDict(Object root, Map<String, ByteBuffer> bytes) {
    Map<?, ?> dict = root instanceof Map<?, ?> map ? map : Map.of();
    if (dict.get("state_dict") instanceof Map<?, ?> nested) {
      dict = nested;
    }
    if (dict.isEmpty()) {
      throw refused("holds no state dict");
    }
    boolean parallel = dict.keySet().stream().allMatch(k -> k.toString().startsWith("module."));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long total = 0;
    for (Map.Entry<?, ?> entry : dict.entrySet()) {
      String name = entry.getKey().toString();
      Tensor tensor =
          tensor(
              parallel ? name.substring("module.".length()) : name, entry.getValue(), bytes, total);
      total += tensor.data().length;
      tensors.put(tensor.name(), tensor);
    }
    return new StateDict(source, tensors);
  }

  /** What a parameter holds; a parameter of a parameter is no tensor. */
  private static Object withoutParameter(Object value) {
    return value instanceof Pickle.Call call
            && call.function().equals(Pickle.PARAMETER)
            && !call.arguments().isEmpty()
        ? call.arguments().get(0)
        : value;
  }

  private Tensor tensor(String name, Object value, Map<String, ByteBuffer> bytes, long before) {
    if (!(withoutParameter(value) instanceof Pickle.Call call)
        || call.function().equals(Pickle.PARAMETER)
        || call.arguments().size() < 4
        || !(call.arguments().get(0) instanceof Storage storage)
        || !(call.arguments().get(1) instanceof Long offset)
        || !(call.arguments().get(2) instanceof Pickle.Tuple size)
        || !(call.arguments().get(3) instanceof Pickle.Tuple stride)) {
      throw refused("has an entry " + BadWeights.quote(name) + " that is not a tensor");
    }
    int[] shape = numbers(name, size);
    int[] strides = numbers(name, stride);
    if (shape.length != strides.length) {
      throw refused("has a tensor " + BadWeights.quote(name) + " with a wrong number of strides");
    }
    long count;
    long last;
    try {
      count = count(shape);
      last = last(offset, shape, strides);
    } catch (ArithmeticException e) {
      throw refused("has a tensor " + BadWeights.quote(name) + " of an impossible size or stride");
    }
    if (before + count > budget || count > Integer.MAX_VALUE - 8) {
      throw refused(
          "declares more numbers than it has bytes, from tensor " + BadWeights.quote(name) + " on");
    }
    HeapRoom.check(source, budget, before + count);
    ByteBuffer data = bytes.get(storage.key);
    if (offset < 0 || (count > 0 && last >= storage.count) || data == null) {
      throw refused("has a tensor " + BadWeights.quote(name) + " that reaches beyond its storage");
    }
    return new Tensor(name, shape, gather(data, storage.type, offset, shape, strides, (int) count));
  }

  private int[] numbers(String name, Pickle.Tuple tuple) {
    if (tuple.items().size() > MOST_DIMENSIONS) {
      throw refused("has a tensor " + BadWeights.quote(name) + " of too many dimensions");
    }
    return tuple.items().stream()
        .mapToInt(
            item -> {
              if (!(item instanceof Long n) || n < 0 || n > Integer.MAX_VALUE) {
                throw refused(
                    "has a tensor " + BadWeights.quote(name) + " of an impossible size or stride");
              }
              return n.intValue();
            })
        .toArray();
  }

  private static long count(int[] shape) {
    long count = 1;
    for (int size : shape) {
      count = Math.multiplyExact(count, size);
    }
    return count;
  }

  /** Position in the storage of a view's last number. */
  private static long last(long offset, int[] shape, int[] strides) {
    long last = offset;
    for (int i = 0; i < shape.length; i++) {
      last = Math.addExact(last, (long) Math.max(0, shape[i] - 1) * strides[i]);
    }
    return last;
  }

  private static float[] gather(
      ByteBuffer data, ElementType type, long offset, int[] shape, int[] strides, int count) {
    float[] values = new float[count];
    int[] index = new int[shape.length];
    long at = offset;
    for (int i = 0; i < count; i++) {
      values[i] = type.read(data, (int) (at * type.width));
      for (int d = shape.length - 1; d >= 0; d--) {
        at += strides[d];
        if (++index[d] < shape[d]) {
          break;
        }
        at -= (long) strides[d] * shape[d];
        index[d] = 0;
      }
    }
    return values;
  }

  private KindredException refused(String what) {
    return BadWeights.refused(source, what);
  }
}

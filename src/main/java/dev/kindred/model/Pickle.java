package dev.kindred.model;

import dev.kindred.run.KindredException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the pickles in PyTorch's weight files without running anything of them.
 *
 * <p>A pickle is a program for a stack machine that may call any Python function. This machine
 * knows the instructions of protocol 2 that a state dict needs, and for each function that a state
 * dict calls it puts a description in its place ({@link Call}); the functions are named in {@link
 * #ALLOWED}, any other is refused. Work and memory are bounded by the length of the input, {@link
 * #MOST_STEPS} and {@link #MOST_ITEMS}: nothing is ever traversed, hashed (keys of dicts are texts
 * and numbers only) or printed in depth. Source: CPython's {@code pickletools.py}.
 */
final class Pickle {
  /** A Python tuple. */
  record Tuple(List<Object> items) {}

  /** A function or class by name. */
  record Global(String name) {}

  /** The result of a call that was not made. */
  record Call(String function, List<Object> arguments) {}

  static final String ORDERED_DICT = "collections.OrderedDict";
  static final String TENSOR = "torch._utils._rebuild_tensor";
  static final String TENSOR_V2 = "torch._utils._rebuild_tensor_v2";
  static final String PARAMETER = "torch._utils._rebuild_parameter";

  private static final List<String> ALLOWED = List.of(ORDERED_DICT, TENSOR, TENSOR_V2, PARAMETER);

  /** ResNet-152's state dict takes some 30,000. */
  private static final int MOST_STEPS = 500_000;

  /** Entries of all dicts: the list that one is made of may be recalled again and again. */
  private static final int MOST_ITEMS = 500_000;

  private static final int LONGEST_NAME = 4096;

  private final String source;
  private final ByteBuffer in;
  private final Function<Object, Object> outside;
  private final PickleStack stack;
  private final Map<Integer, Object> memo = new HashMap<>();
  private int items;

  private Pickle(String source, ByteBuffer in, Function<Object, Object> outside) {
    this.source = source;
    this.in = in;
    this.outside = outside;
    this.stack = new PickleStack(source);
  }

  /**
   * Reads one pickle and leaves {@code in} behind it. The result is made of {@code String}, {@code
   * Long}, {@code BigInteger}, {@code Double}, {@code Boolean}, null, {@code List}, {@code Map} and
   * the records of this class.
   *
   * @param outside gives what the file refers to outside of the pickle (a storage), or refuses
   * @throws KindredException (bad data) for anything that a state dict does not need
   */
  static Object read(String source, ByteBuffer in, Function<Object, Object> outside) {
    return new Pickle(source, in.order(ByteOrder.LITTLE_ENDIAN), outside).run();
  }

  private Object run() {
    for (int step = 0; step < MOST_STEPS; step++) {
      int op = need(1).get() & 0xff;
      if (op == '.') {
        return stack.pop();
      }
      execute(op);
    }
    throw BadWeights.of(source, "its pickle is far longer than that of any state dict; refused");
  }

  private void execute(int op) {
    switch (op) {
      case 0x80 -> protocol(need(1).get());
      case '(' -> stack.mark();
      case 'N' -> stack.push(null);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'J' -> stack.push((long) need(4).getInt());
      case 'K' -> stack.push((long) (need(1).get() & 0xff));
      case 'M' -> stack.push((long) (need(2).getShort() & 0xffff));
      case 0x8a -> stack.push(number(bytes(need(1).get() & 0xff)));
      case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(need(8).getLong())));
      case 'X' -> stack.push(new String(bytes(need(4).getInt()), StandardCharsets.UTF_8));
      // Python 2 wrote its texts as byte strings.
      case 'U' -> stack.push(new String(bytes(need(1).get() & 0xff), StandardCharsets.UTF_8));
      case 'T' -> stack.push(new String(bytes(need(4).getInt()), StandardCharsets.UTF_8));
      case ')' -> stack.push(new Tuple(List.of()));
      case 0x85 -> stack.push(new Tuple(stack.take(1)));
      case 0x86 -> stack.push(new Tuple(stack.take(2)));
      case 0x87 -> stack.push(new Tuple(stack.take(3)));
      case 't' -> stack.push(new Tuple(stack.takeToMark()));
      case ']' -> stack.push(new ArrayList<>());
      case 'a' -> append(stack.take(1));
      case 'e' -> append(stack.takeToMark());
      case '}' -> stack.push(new LinkedHashMap<>());
      case 's' -> put(stack.take(2));
      case 'u' -> put(stack.takeToMark());
      case 'q' -> memo.put(need(1).get() & 0xff, stack.top());
      case 'r' -> memo.put(need(4).getInt(), stack.top());
      case 'h' -> recall(need(1).get() & 0xff);
      case 'j' -> recall(need(4).getInt());
      case 'c' -> stack.push(global(line() + "." + line()));
      case 'Q' -> stack.push(outside.apply(stack.pop()));
      case 'R' -> reduce();
      case 'b' -> build();
      default ->
          throw refused("uses pickle instruction 0x%02x, which no state dict needs".formatted(op));
    }
  }

  private void protocol(int version) {
    if (version != 2) {
      throw refused("is pickled with protocol " + version + " instead of 2");
    }
  }

  private Global global(String name) {
    String storage = name.startsWith("torch.") ? name.substring("torch.".length()) : "";
    if (!ALLOWED.contains(name) && ElementType.ofTorch(storage).isEmpty()) {
      throw refused("asks for the Python object " + BadWeights.quote(name));
    }
    return new Global(name);
  }

  private void reduce() {
    Object arguments = stack.pop();
    Object function = stack.pop();
    if (!(function instanceof Global global) || !(arguments instanceof Tuple tuple)) {
      throw refused("calls something that is not a function");
    }
    if (!ALLOWED.contains(global.name)) {
      throw refused("calls " + BadWeights.quote(global.name));
    }
    if (!global.name.equals(ORDERED_DICT)) {
      stack.push(new Call(global.name, tuple.items));
      return;
    }
    Map<Object, Object> dict = new LinkedHashMap<>();
    // Python 2 gives the items as one list of pairs.
    if (tuple.items.size() == 1 && tuple.items.get(0) instanceof List<?> pairs) {
      for (Object pair : pairs) {
        List<?> two = pair instanceof Tuple t ? t.items : pair instanceof List<?> l ? l : List.of();
        if (two.size() != 2) {
          throw refused("makes a dict of something else than pairs");
        }
        putOne(dict, two.get(0), two.get(1));
      }
    } else if (!tuple.items.isEmpty()) {
      throw refused("makes a dict of something else than pairs");
    }
    stack.push(dict);
  }

  /** Attributes of a dict: PyTorch puts {@code _metadata} there, which is not needed. */
  private void build() {
    Object state = stack.pop();
    if (!(state instanceof Map) || !(stack.top() instanceof Map)) {
      throw refused("sets the state of an object");
    }
  }

  private void append(List<Object> items) {
    if (!(stack.top() instanceof List<?>)) {
      throw refused("appends to something that is not a list");
    }
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) stack.top();
    list.addAll(items);
  }

  private void put(List<Object> items) {
    if (!(stack.top() instanceof Map<?, ?>) || items.size() % 2 != 0) {
      throw refused("sets items of something that is not a dict");
    }
    @SuppressWarnings("unchecked")
    Map<Object, Object> dict = (Map<Object, Object>) stack.top();
    for (int i = 0; i < items.size(); i += 2) {
      putOne(dict, items.get(i), items.get(i + 1));
    }
  }

  private void putOne(Map<Object, Object> dict, Object key, Object value) {
    if (!(key instanceof String) && !(key instanceof Long)) {
      throw refused("has a dict key that is neither text nor number");
    }
    if (++items > MOST_ITEMS) {
      throw refused("has far more entries than any state dict");
    }
    if (dict.containsKey(key)) {
      throw refused("has the key " + BadWeights.quote(key.toString()) + " twice");
    }
    dict.put(key, value);
  }

  private void recall(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw refused("recalls a value that it never stored");
    }
    stack.push(value);
  }

  private static Object number(byte[] littleEndian) {
    for (int i = 0, j = littleEndian.length - 1; i < j; i++, j--) {
      byte b = littleEndian[i];
      littleEndian[i] = littleEndian[j];
      littleEndian[j] = b;
    }
    BigInteger n = littleEndian.length == 0 ? BigInteger.ZERO : new BigInteger(littleEndian);
    if (n.bitLength() < Long.SIZE) {
      return n.longValue();
    }
    return n;
  }

  private String line() {
    int start = in.position();
    for (int i = 0; i < LONGEST_NAME; i++) {
      if (need(1).get() == '\n') {
        byte[] text = new byte[i];
        in.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
      }
    }
    throw refused("has a name without end");
  }

  private byte[] bytes(int n) {
    need(n);
    byte[] value = new byte[n];
    in.get(value);
    return value;
  }

  private ByteBuffer need(int n) {
    if (n < 0 || in.remaining() < n) {
      throw BadWeights.damaged(source, "its pickle ends too early");
    }
    return in;
  }

  private KindredException refused(String what) {
    return BadWeights.refused(source, what);
  }
}

package dev.kindred.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Assembles pickles, honest and hostile ones. */
final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PickleBytes() {
    op(0x80, 2);
  }

  PickleBytes op(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  PickleBytes op(char op) {
    return op((int) op);
  }

  PickleBytes repeat(int times, char... ops) {
    for (int i = 0; i < times; i++) {
      for (char op : ops) {
        op(op);
      }
    }
    return this;
  }

  PickleBytes global(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  PickleBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    out.writeBytes(little(4, bytes.length));
    out.writeBytes(bytes);
    return this;
  }

  /** A number of up to eight bytes (LONG1). */
  PickleBytes number(long n) {
    op(0x8a, 8);
    out.writeBytes(little(8, n));
    return this;
  }

  PickleBytes numbers(long... all) {
    op('(');
    for (long n : all) {
      number(n);
    }
    return op('t');
  }

  /** A storage of floats. */
  PickleBytes storage(String key, long count) {
    op('(').text("storage").global("torch", "FloatStorage").text(key).text("cpu").number(count);
    return op('t').op('Q');
  }

  /** A tensor of a storage that has been put on the stack by {@code storage}. */
  PickleBytes tensor(String key, long count, long offset, long[] size, long[] stride) {
    global("torch._utils", "_rebuild_tensor_v2").op('(').storage(key, count).number(offset);
    return numbers(size).numbers(stride).op(0x89).op('}').op('t').op('R');
  }

  /** The end of the pickle, and its bytes. */
  byte[] stop() {
    op('.');
    return out.toByteArray();
  }

  static byte[] little(int width, long n) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, n).array();
    return java.util.Arrays.copyOf(bytes, width);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}

package dev.kindred.model;

import dev.kindred.run.ProtoMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The small part of ONNX that a convolutional network needs. Source: <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>; the numbers are its
 * field numbers.
 */
final class OnnxGraph {
  /** Operators of 2020, which every runtime of today knows. */
  private static final int OPSET = 13;

  private static final int IR_VERSION = 7;
  private static final int FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;

  private final ProtoMessage graph = new ProtoMessage();

  OnnxGraph(String name) {
    graph.text(2, name);
  }

  /**
   * Adds an operator and returns its output.
   *
   * @param attributes whole numbers ({@code Integer}) and lists of them ({@code int[]})
   */
  String node(String operator, String output, List<String> inputs, Map<String, Object> attributes) {
    ProtoMessage node = new ProtoMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output).text(4, operator);
    // In a fixed order, so that equal models are equal files.
    new TreeMap<>(attributes).forEach((name, value) -> node.message(5, attribute(name, value)));
    graph.message(1, node);
    return output;
  }

  private static ProtoMessage attribute(String name, Object value) {
    ProtoMessage attribute = new ProtoMessage().text(1, name);
    if (value instanceof int[] numbers) {
      for (int n : numbers) {
        attribute.number(8, n);
      }
      return attribute.number(20, ATTRIBUTE_INTS);
    }
    return attribute.number(3, (Integer) value).number(20, ATTRIBUTE_INT);
  }

  /** Adds a constant and returns its name. */
  String constant(Tensor tensor) {
    ProtoMessage message = new ProtoMessage();
    for (int size : tensor.shape()) {
      message.number(1, size);
    }
    message.number(2, FLOAT).text(8, tensor.name());
    graph.message(5, message.bytes(9, PackedFloats.littleEndian(tensor.data())));
    return tensor.name();
  }

  /** Declares an input of floats; the first size is the batch's and free. */
  void input(String name, int... sizes) {
    graph.message(11, value(name, sizes));
  }

  /** Declares an output of floats; the first size is the batch's and free. */
  void output(String name, int... sizes) {
    graph.message(12, value(name, sizes));
  }

  private static ProtoMessage value(String name, int... sizes) {
    ProtoMessage shape = new ProtoMessage().message(1, new ProtoMessage().text(2, "batch"));
    for (int size : sizes) {
      shape.message(1, new ProtoMessage().number(1, size));
    }
    ProtoMessage tensor = new ProtoMessage().number(1, FLOAT).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  /**
   * Writes the model.
   *
   * @param metadata texts that runtimes show
   */
  void write(Map<String, String> metadata, OutputStream out) throws IOException {
    ProtoMessage model = new ProtoMessage().number(1, IR_VERSION).text(2, "Kindred");
    model.message(7, graph).message(8, new ProtoMessage().text(1, "").number(2, OPSET));
    metadata.forEach(
        (key, value) -> model.message(14, new ProtoMessage().text(1, key).text(2, value)));
    model.writeTo(out);
  }
}

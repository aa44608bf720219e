package dev.kindred.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON by trees: nothing is bound by reflection. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** A new, empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** On one line; numbers that JSON does not have become {@code null}. */
  public static String line(ObjectNode node) {
    return strict(node).toString();
  }

  /** Indented, with a final line break; numbers that JSON does not have become {@code null}. */
  public static String pretty(ObjectNode node) {
    return strict(node).toPrettyString() + "\n";
  }

  private static JsonNode strict(JsonNode node) {
    if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      return NullNode.getInstance();
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = object();
      object.fields().forEachRemaining(e -> copy.set(e.getKey(), strict(e.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = MAPPER.createArrayNode();
      array.forEach(element -> copy.add(strict(element)));
      return copy;
    }
    return node;
  }

  /**
   * Reads an object.
   *
   * @param text of a file
   * @param name of the file, for the message
   * @throws KindredException with {@link Exit#BAD_DATA} when it is not a JSON object
   */
  public static ObjectNode parse(String text, String name) {
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw damaged(name, e);
    }
    throw damaged(name, null);
  }

  private static KindredException damaged(String name, Throwable cause) {
    return new KindredException(
        Exit.BAD_DATA, name + " is not a JSON object; delete it or use another run folder", cause);
  }
}

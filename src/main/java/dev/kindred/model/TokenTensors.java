package dev.kindred.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** Tensors of the nodes that compute with tokens, named as timm and DINO name them. */
public final class TokenTensors {
  private TokenTensors() {}

  /** Names and shapes; none of a node that computes with maps. */
  public static Map<String, int[]> of(Node node) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    if (node instanceof Node.Patches p) {
      shapes.put("cls_token", new int[] {1, 1, p.width()});
      shapes.put("pos_embed", new int[] {1, p.tokens(), p.width()});
      shapes.put("patch_embed.proj.weight", new int[] {p.width(), 3, p.patch(), p.patch()});
      shapes.put("patch_embed.proj.bias", new int[] {p.width()});
    } else if (node instanceof Node.Block b) {
      norm(shapes, b.key() + ".norm1", b.width());
      linear(shapes, b.key() + ".attn.qkv", 3 * b.width(), b.width());
      linear(shapes, b.key() + ".attn.proj", b.width(), b.width());
      norm(shapes, b.key() + ".norm2", b.width());
      linear(shapes, b.key() + ".mlp.fc1", b.hidden(), b.width());
      linear(shapes, b.key() + ".mlp.fc2", b.width(), b.hidden());
    } else if (node instanceof Node.ClassToken t) {
      norm(shapes, t.key(), t.width());
    }
    return shapes;
  }

  /** Whether it is the scale of a layer normalisation, which is 1 before weights are set. */
  public static boolean isScale(String name) {
    return name.matches("(.*\\.)?norm\\d?\\.weight");
  }

  private static void norm(Map<String, int[]> shapes, String key, int width) {
    shapes.put(key + ".weight", new int[] {width});
    shapes.put(key + ".bias", new int[] {width});
  }

  private static void linear(Map<String, int[]> shapes, String key, int out, int in) {
    shapes.put(key + ".weight", new int[] {out, in});
    shapes.put(key + ".bias", new int[] {out});
  }
}

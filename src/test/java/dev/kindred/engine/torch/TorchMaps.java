package dev.kindred.engine.torch;

import dev.kindred.engine.Replica;
import java.util.HashMap;
import java.util.Map;

/** What the nodes of a network give, for comparison with PyTorch's. */
public final class TorchMaps {
  private TorchMaps() {}

  /** By node, {@code [n, c, h, w]} row-major. */
  public static Map<String, float[]> of(Replica replica, float[] images, int n) {
    Map<String, float[]> maps = new HashMap<>();
    ((TorchReplica) replica).watch(images, n, (node, map) -> maps.put(node, Place.values(map)));
    return maps;
  }
}

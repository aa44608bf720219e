package dev.kindred.engine.dl4j;

import dev.kindred.engine.Replica;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the nodes of a network give, for comparison with PyTorch's. */
public final class Dl4jMaps {
  private Dl4jMaps() {}

  /** By node, {@code [n, c, h, w]} row-major; vectors are left out. */
  public static Map<String, float[]> of(Replica replica, float[] images, int n) {
    Dl4jReplica dl4j = (Dl4jReplica) replica;
    int size = dl4j.spec().backbone().size();
    INDArray batch = Nd4j.create(images, new long[] {n, size, size, 3}, 'c');
    Map<String, float[]> maps = new HashMap<>();
    dl4j.graph()
        .feedForward(batch, false)
        .forEach(
            (node, map) -> {
              if (map.rank() == 4) {
                maps.put(node, map.permute(0, 3, 1, 2).dup('c').data().asFloat());
              }
            });
    return maps;
  }
}

package dev.kindred.train;

import dev.kindred.engine.NetworkSpec;
import dev.kindred.model.Backbone;
import dev.kindred.model.Node;
import dev.kindred.model.Shape;
import dev.kindred.model.Shapes;
import dev.kindred.model.Weights;
import java.util.Map;

/**
 * Estimates of what a replica takes beyond the Java heap. Source: {@code bench.MemoryProbe}, whose
 * figures are in docs/benchmarks.md.
 */
public final class ExecutorNeed {
  /** Buffers of kernels. */
  private static final long ROOM = 256L << 20;

  /** Parameters, gradients and two moments. */
  private static final int COPIES = 4;

  /** Of the feature maps, with the gradients by them and what is freed late. */
  private static final double COMFORTABLE_MAPS = 2.5;

  private ExecutorNeed() {}

  /** Bytes beyond the heap without which training with batches of {@code n} images cannot be. */
  public static long least(NetworkSpec spec, int n) {
    return COPIES * parameters(spec) * Float.BYTES + n * kept(spec);
  }

  /** Bytes beyond the heap with which it is not held up. */
  public static long comfortable(NetworkSpec spec, int n) {
    return ROOM + least(spec, n) + (long) ((COMFORTABLE_MAPS - 1) * n * kept(spec));
  }

  /** Numbers in a state, the loss's own among them; the running statistics are few. */
  public static long parameters(NetworkSpec spec) {
    return Weights.parameters(spec.backbone())
        + (long) spec.dim() * (spec.backbone().features() + 1)
        + (long) spec.proxyRows() * spec.proxyWidth();
  }

  /** Bytes of one image's feature maps that are kept for the way back. */
  public static long kept(NetworkSpec spec) {
    if (spec.trainFrom() == null) {
      return 0;
    }
    Map<String, Shape> shapes = Shapes.of(spec.backbone());
    boolean trained = spec.trainFrom().equals(Backbone.INPUT);
    long numbers = trained ? count(shapes.get(Backbone.INPUT)) : 0;
    for (Node node : spec.backbone().nodes()) {
      trained |= node.name().equals(spec.trainFrom());
      numbers += trained ? count(node, shapes.get(node.name())) : 0;
    }
    return numbers * Float.BYTES;
  }

  /** A transformer's block keeps what lies between its layers too. */
  private static long count(Node node, Shape s) {
    if (node instanceof Node.Block b) {
      long tokens = s.h();
      // Two normalised, query, key and value, attended, two sums; before and behind the GELU.
      long perToken = 8L * b.width() + 2L * b.hidden();
      return tokens * perToken + 2L * b.heads() * tokens * tokens;
    }
    return count(s);
  }

  private static long count(Shape s) {
    return (long) s.h() * s.w() * s.c();
  }
}

package dev.kindred.model;

import java.util.Map;

/** How much a network computes. */
public final class Work {
  private Work() {}

  /**
   * Multiplications and additions of one image on its way forward, counted apart; those of
   * normalisations, activations and pooling, which are few, are left out.
   */
  public static long perImage(Backbone backbone) {
    Map<String, Shape> shapes = Shapes.of(backbone);
    return backbone.nodes().stream().mapToLong(n -> of(n, shapes.get(n.name()))).sum();
  }

  private static long of(Node node, Shape out) {
    if (node instanceof Node.Conv c) {
      long window = (long) c.kernel() * c.kernel() * (c.in() / c.groups());
      return 2 * window * out.h() * out.w() * out.c();
    }
    if (node instanceof Node.Patches p) {
      return 2L * 3 * p.patch() * p.patch() * p.side() * p.side() * p.width();
    }
    if (node instanceof Node.Block b) {
      long tokens = out.h();
      long linear = 4L * b.width() * b.width() + 2L * b.width() * b.hidden();
      return 2 * tokens * linear + 4 * tokens * tokens * b.width();
    }
    return 0;
  }
}

package dev.kindred.model;

import dev.kindred.image.Normalization;

/**
 * Vision transformers with patches of 16 pixels, 12 blocks and a class token.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2010.11929">Dosovitskiy et al., 2021</a>; the small one
 * is that of <a href="https://arxiv.org/abs/2012.12877">DeiT</a>. The names of the tensors are
 * those of timm ({@code vit_small_patch16_224}) and of <a
 * href="https://arxiv.org/abs/2104.14294">DINO</a>, whose networks differ in the pixel values that
 * they expect.
 */
final class VisionTransformer {
  private static final int PATCH = 16;
  private static final int DEPTH = 12;
  private static final int HIDDEN_FACTOR = 4;

  /** What timm's networks of Google's weights expect: -1 to 1. */
  static final Normalization GOOGLE =
      new Normalization(
          false, new float[] {127.5f, 127.5f, 127.5f}, new float[] {127.5f, 127.5f, 127.5f});

  private VisionTransformer() {}

  /**
   * Describes a network.
   *
   * @param width numbers of a token
   * @param heads of each attention
   * @param size side of the images, a multiple of the patches' 16
   * @throws IllegalArgumentException when it is not
   */
  static Backbone of(String name, int width, int heads, int size, Normalization normalization) {
    Layers layers = new Layers(size);
    String x = layers.add(new Node.Patches("patches", Backbone.INPUT, width, PATCH, size / PATCH));
    for (int i = 0; i < DEPTH; i++) {
      x =
          layers.add(
              new Node.Block("block" + i, x, "blocks." + i, width, heads, HIDDEN_FACTOR * width));
    }
    layers.add(new Node.ClassToken("token", x, "norm", width));
    return layers.build(name, normalization);
  }
}

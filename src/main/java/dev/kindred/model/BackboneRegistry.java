package dev.kindred.model;

import dev.kindred.image.Normalization;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** All backbones, one line each. */
public final class BackboneRegistry {
  private record Entry(String name, IntFunction<Backbone> factory) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(BnInception.NAME, BnInception::of),
          lite(0, 1.0, 1.0),
          lite(1, 1.0, 1.1),
          lite(2, 1.1, 1.2),
          new Entry(ResNet50.NAME, ResNet50::of),
          vit("vit-small-16", 384, 6, VisionTransformer.GOOGLE),
          vit("vit-base-16", 768, 12, VisionTransformer.GOOGLE),
          vit("dino-vit-small-16", 384, 6, ResNet50.TORCHVISION),
          vit("dino-vit-base-16", 768, 12, ResNet50.TORCHVISION));

  private static Entry vit(String name, int width, int heads, Normalization pixels) {
    return new Entry(name, size -> VisionTransformer.of(name, width, heads, size, pixels));
  }

  private static Entry lite(int number, double width, double depth) {
    String name = "efficientnet-lite" + number;
    return new Entry(name, size -> EfficientNetLite.of(name, width, depth, size));
  }

  /** Below it the last maps vanish. */
  private static final int SMALLEST = 32;

  private static final int LARGEST = 4096;

  private BackboneRegistry() {}

  /** Names that {@link #get} knows. */
  public static List<String> names() {
    return ENTRIES.stream().map(Entry::name).toList();
  }

  /**
   * The backbone for images of {@code size} x {@code size} pixels.
   *
   * @throws KindredException (usage) when the name is unknown or the size does not suit it
   */
  public static Backbone get(String name, int size) {
    Entry entry =
        ENTRIES.stream()
            .filter(e -> e.name.equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.USAGE,
                        "unknown backbone '" + name + "'; known: " + String.join(", ", names())));
    if (size < SMALLEST || size > LARGEST) {
      throw new KindredException(
          Exit.USAGE, "image size %d is outside %d..%d".formatted(size, SMALLEST, LARGEST));
    }
    try {
      return entry.factory.apply(size);
    } catch (IllegalArgumentException e) {
      throw new KindredException(
          Exit.USAGE,
          "%s cannot take images of %d pixels (%s); nearest sizes it takes: %s"
              .formatted(name, size, e.getMessage(), nearest(entry, size)),
          e);
    }
  }

  private static String nearest(Entry entry, int size) {
    List<String> found = new ArrayList<>();
    for (int step : new int[] {-1, 1}) {
      for (int s = size + step; s >= SMALLEST && s <= LARGEST; s += step) {
        if (takes(entry, s)) {
          found.add(Integer.toString(s));
          break;
        }
      }
    }
    return String.join(" and ", found);
  }

  private static boolean takes(Entry entry, int size) {
    try {
      return entry.factory.apply(size).size() == size;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

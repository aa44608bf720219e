package dev.kindred.dataset;

import java.util.Locale;
import java.util.Set;

/** What a file's name claims. */
public final class Names {
  private static final Set<String> IMAGES =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp", "tif", "tiff");

  private Names() {}

  /** Whether the ending is one of a format that is read. */
  public static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && IMAGES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Whether there is any ending of a few letters or digits. */
  static boolean hasEnding(String name) {
    return name.matches(".*[^/]\\.[A-Za-z0-9]{1,5}");
  }
}

package dev.kindred.model;

/**
 * Size of a feature map.
 *
 * @param h rows
 * @param w columns
 * @param c channels
 */
public record Shape(int h, int w, int c) {
  @Override
  public String toString() {
    return h + "x" + w + "x" + c;
  }
}

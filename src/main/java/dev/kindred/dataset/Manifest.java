package dev.kindred.dataset;

import java.util.List;

/**
 * A data set as read from its lists: what there is, before any image is opened.
 *
 * @param name of the layout or data set, such as {@code sop}
 * @param classNames names of the classes, in class-id order
 * @param images in the order of the lists; the position is the image's id from here on
 */
public record Manifest(String name, List<String> classNames, List<ImageRef> images) {
  public Manifest {
    classNames = List.copyOf(classNames);
    images = List.copyOf(images);
  }
}

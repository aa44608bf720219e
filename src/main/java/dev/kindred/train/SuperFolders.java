package dev.kindred.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Super-categories as the folders of a data set show them: the innermost folder of an image that
 * also holds another class. In Stanford Online Products it is the image's own (<code>
 * bicycle_final/</code>), in In-Shop Clothes the one above its class's (<code>img/WOMEN/Dresses/
 * </code>).
 */
final class SuperFolders {
  private static final int SEVERAL = -1;

  private SuperFolders() {}

  /**
   * Numbers of the super-categories.
   *
   * @param paths of the images
   * @param labels class of each, from 0
   * @param classes number of classes
   * @return super-category of each class: that of its first image
   */
  static int[] of(List<String> paths, int[] labels, int classes) {
    Map<String, Integer> holds = new HashMap<>();
    for (int i = 0; i < labels.length; i++) {
      for (String folder : folders(paths.get(i))) {
        int label = labels[i];
        holds.merge(folder, label, (a, b) -> a.equals(b) ? a : SEVERAL);
      }
    }
    Map<String, Integer> numbers = new HashMap<>();
    int[] of = new int[classes];
    boolean[] known = new boolean[classes];
    for (int i = 0; i < labels.length; i++) {
      if (!known[labels[i]]) {
        known[labels[i]] = true;
        String folder =
            folders(paths.get(i)).stream()
                .filter(f -> holds.get(f) == SEVERAL)
                .findFirst()
                .orElse("");
        of[labels[i]] = numbers.computeIfAbsent(folder, unused -> numbers.size());
      }
    }
    return of;
  }

  /** Innermost first; the last one, the root, has an empty name. */
  private static List<String> folders(String path) {
    List<String> folders = new ArrayList<>();
    for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      folders.add(path.substring(0, end));
    }
    folders.add("");
    return folders;
  }
}

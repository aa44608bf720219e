package dev.kindred.dataset;

import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** What the images that a data set itself keeps for validation can be used for. */
final class ValidationSplit {
  private ValidationSplit() {}

  /** The images with their final splits; whatever is not as it may seem is a note. */
  static List<ImageRef> settled(List<ImageRef> images, List<String> names, ManifestBuilder notes) {
    if (images.stream().noneMatch(i -> i.split() == Split.VALIDATION)) {
      return images;
    }
    if (images.stream().noneMatch(ValidationSplit::isTest)) {
      notes.note(
          "there is no test split, so the validation images are the ones that are evaluated, and"
              + " none choose the model");
      return images.stream()
          .map(
              i ->
                  i.split() == Split.VALIDATION
                      ? new ImageRef(i.path(), i.classId(), Split.TEST)
                      : i)
          .toList();
    }
    if (!hasPair(images, names.size())) {
      notes.note(
          "no class has two validation images, so that no recall can be measured on them; they are"
              + " left out");
      return images.stream().filter(i -> i.split() != Split.VALIDATION).toList();
    }
    BitSet both = classes(images, i -> i.split() == Split.VALIDATION);
    both.and(classes(images, ValidationSplit::isTest));
    if (!both.isEmpty()) {
      notes.note(
          "%d classes are in both the validation and the test split, so the model is chosen on classes that it is tested on (%s)"
              .formatted(
                  both.cardinality(),
                  ManifestBuilder.some(both.stream().mapToObj(names::get).toList())));
    }
    return images;
  }

  private static boolean isTest(ImageRef i) {
    return i.split() != Split.TRAIN && i.split() != Split.VALIDATION;
  }

  private static boolean hasPair(List<ImageRef> images, int classes) {
    int[] sizes = new int[classes];
    return images.stream()
        .filter(i -> i.split() == Split.VALIDATION)
        .anyMatch(i -> ++sizes[i.classId()] > 1);
  }

  private static BitSet classes(List<ImageRef> images, Predicate<ImageRef> which) {
    BitSet set = new BitSet();
    images.stream().filter(which).forEach(i -> set.set(i.classId()));
    return set;
  }
}

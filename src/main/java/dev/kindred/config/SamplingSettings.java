package dev.kindred.config;

import java.io.Serializable;

/**
 * What a batch is made of, and which training classes are held out.
 *
 * @param classesPerBatch P
 * @param imagesPerClass K
 * @param validationShare share of the training classes held out
 * @param folds parts that the training classes are cut into, or 0
 * @param fold the part that is held out, from 1
 */
public record SamplingSettings(
    int classesPerBatch, int imagesPerClass, double validationShare, int folds, int fold)
    implements Serializable {
  static SamplingSettings bind(Section s) {
    SamplingSettings settings =
        new SamplingSettings(
            s.whole("classes-per-batch", 2, 4096),
            s.whole("images-per-class", 2, 4096),
            s.number("validation-share", 0, 0.9),
            s.whole("folds", 0, 100),
            s.whole("fold", 1, 100));
    if (settings.folds == 1) {
      s.mistake("folds", "= 1 would hold all classes out", "accepted: 0, or from 2 to 100");
    }
    if (settings.folds > 1 && settings.validationShare > 0) {
      s.mistake(
          "validation-share",
          "= " + settings.validationShare + " beside folds = " + settings.folds,
          "accepted: one of the two");
    }
    if (settings.fold > Math.max(1, settings.folds)) {
      s.mistake(
          "fold", "= " + settings.fold, "accepted: from 1 to kindred.sampling.folds");
    }
    return settings;
  }

  /** Images of a batch. */
  public int batch() {
    return classesPerBatch * imagesPerClass;
  }

  /** Whether training classes are held out to choose the model. */
  public boolean holdsOut() {
    return validationShare > 0 || folds > 1;
  }
}

package dev.kindred.config;

import java.io.Serializable;
import java.util.List;

/**
 * What a batch is made of, and which training classes are held out.
 *
 * @param order how images come together
 * @param classesPerBatch P
 * @param imagesPerClass K
 * @param shuffledBatch images of a batch in the order {@link Order#SHUFFLE}; see {@link #batch}
 * @param validationShare share of the training classes held out
 * @param folds parts that the training classes are cut into, or 0
 * @param fold the part that is held out, from 1
 */
public record SamplingSettings(
    Order order,
    int classesPerBatch,
    int imagesPerClass,
    int shuffledBatch,
    double validationShare,
    int folds,
    int fold)
    implements Serializable {
  /** How images come together in batches. */
  public enum Order {
    /** P classes of any kind, K images of each. */
    CLASSES,
    /** P classes of one super-category, K images of each. */
    SUPER_CATEGORY,
    /** Any images. */
    SHUFFLE
  }

  static SamplingSettings bind(Section s) {
    SamplingSettings settings =
        new SamplingSettings(
            s.choice("order", List.of(Order.values())),
            s.whole("classes-per-batch", 2, 4096),
            s.whole("images-per-class", 2, 4096),
            s.whole("batch", 2, 1 << 20),
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
      s.mistake("fold", "= " + settings.fold, "accepted: from 1 to kindred.sampling.folds");
    }
    return settings;
  }

  /** In words. */
  public String describe() {
    String classes = classesPerBatch + " classes x " + imagesPerClass + " images";
    return switch (order) {
      case CLASSES -> classes;
      case SUPER_CATEGORY -> classes + " of one super-category";
      case SHUFFLE -> shuffledBatch + " shuffled images";
    };
  }

  /** Images of a batch. */
  public int batch() {
    return order == Order.SHUFFLE ? shuffledBatch : classesPerBatch * imagesPerClass;
  }

  /** Training classes without which there is no batch. */
  public int leastClasses() {
    return order == Order.SHUFFLE ? 2 : classesPerBatch;
  }

  /** Images that an epoch counts: what does not fill a shuffled batch is left out. */
  public long epoch(long trainingImages) {
    return order == Order.SHUFFLE ? trainingImages / shuffledBatch * shuffledBatch : trainingImages;
  }

  /** Whether training classes are held out to choose the model. */
  public boolean holdsOut() {
    return validationShare > 0 || folds > 1;
  }
}

package dev.kindred.config;

import java.io.Serializable;

/**
 * What a batch is made of.
 *
 * @param classesPerBatch P
 * @param imagesPerClass K
 * @param validationShare share of the training classes held out
 */
public record SamplingSettings(int classesPerBatch, int imagesPerClass, double validationShare)
    implements Serializable {
  static SamplingSettings bind(Section s) {
    return new SamplingSettings(
        s.whole("classes-per-batch", 2, 4096),
        s.whole("images-per-class", 2, 4096),
        s.number("validation-share", 0, 0.9));
  }

  /** Images of a batch. */
  public int batch() {
    return classesPerBatch * imagesPerClass;
  }
}

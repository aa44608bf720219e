package dev.kindred.config;

import java.io.Serializable;
import java.util.List;

/**
 * How images are cut for the network.
 *
 * @param train random views
 * @param test the one view of evaluation
 */
public record ViewSettings(Train train, Test test) implements Serializable {
  /** How an image is brought to the load side. */
  public enum Resize {
    /** To a square, whatever its proportions. */
    SQUEEZE,
    /** Its short side; proportions stay. */
    SHORT_SIDE
  }

  /**
   * Random resized crop and flip.
   *
   * @param load pixels before the crop
   * @param resize how they are reached
   * @param minArea smallest share of the area
   * @param maxArea largest share of the area
   * @param minAspect smallest width by height
   * @param maxAspect largest width by height
   * @param flip probability of mirroring
   * @param brightness factor up to so far from 1
   * @param contrast factor up to so far from 1
   * @param saturation factor up to so far from 1
   * @param hue turn up to so far from 0
   * @param erase probability of an erased rectangle
   * @param eraseMinArea smallest share of the area
   * @param eraseMaxArea largest share of the area
   * @param eraseMinAspect smallest height by width
   * @param eraseMaxAspect largest height by width
   * @param eraseWithNoise whether it becomes noise; otherwise the mean colour
   */
  public record Train(
      int load,
      Resize resize,
      double minArea,
      double maxArea,
      double minAspect,
      double maxAspect,
      double flip,
      double brightness,
      double contrast,
      double saturation,
      double hue,
      double erase,
      double eraseMinArea,
      double eraseMaxArea,
      double eraseMinAspect,
      double eraseMaxAspect,
      boolean eraseWithNoise)
      implements Serializable {}

  /**
   * Centre crop.
   *
   * @param load pixels before the crop
   * @param resize how they are reached
   */
  public record Test(int load, Resize resize) implements Serializable {}

  static ViewSettings bind(Section s, int size) {
    Section train = s.section("train");
    List<Double> area = train.ascending("area", 2, 2, 0.001, 1);
    List<Double> aspect = train.ascending("aspect", 2, 2, 0.1, 10);
    List<Double> eraseArea = train.ascending("erase-area", 2, 2, 0, 1);
    List<Double> eraseAspect = train.ascending("erase-aspect", 2, 2, 0.01, 100);
    Section test = s.section("test");
    Test centre = new Test(load(test), resize(test));
    if (centre.load() < size) {
      test.mistake(
          "load",
          "= " + centre.load() + " is smaller than the network's input",
          "accepted: at least kindred.backbone.size = " + size);
    }
    return new ViewSettings(
        new Train(
            load(train),
            resize(train),
            area.get(0),
            area.get(1),
            aspect.get(0),
            aspect.get(1),
            train.number("flip", 0, 1),
            train.number("brightness", 0, 10),
            train.number("contrast", 0, 10),
            train.number("saturation", 0, 10),
            train.number("hue", 0, 0.5),
            train.number("erase", 0, 1),
            eraseArea.get(0),
            eraseArea.get(1),
            eraseAspect.get(0),
            eraseAspect.get(1),
            train.choice("erase-with", "mean", "noise").equals("noise")),
        centre);
  }

  private static int load(Section s) {
    return s.whole("load", 16, 4096);
  }

  private static Resize resize(Section s) {
    return s.choice("resize", List.of(Resize.values()));
  }
}

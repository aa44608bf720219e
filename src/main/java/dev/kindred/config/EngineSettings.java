package dev.kindred.config;

import java.io.Serializable;
import java.util.List;

/**
 * What computes the network, and how.
 *
 * @param name {@code auto}, {@code dl4j} or {@code torch}
 * @param precision of the backbone
 * @param deterministic whether the same seed gives the same bits on one kind of device
 * @param cropOnDevice whether images are cut out and resized where the network is computed
 */
public record EngineSettings(
    String name, Precision precision, boolean deterministic, boolean cropOnDevice)
    implements Serializable {
  /** In which numbers the backbone computes. */
  public enum Precision {
    FP32,
    TF32,
    BF16
  }

  static EngineSettings bind(Section s) {
    return new EngineSettings(
        s.choice("name", "auto", "dl4j", "torch"),
        s.choice("precision", List.of(Precision.values())),
        s.flag("deterministic"),
        s.flag("crop-on-device"));
  }
}

package dev.kindred.engine;

import dev.kindred.engine.choice.Engines;
import java.util.stream.Stream;

/** What tests of every engine run on. */
public final class BothEngines {
  private BothEngines() {}

  /** For {@code @MethodSource}. */
  public static Stream<Engine> all() {
    return Stream.of(named("dl4j"), named("torch"));
  }

  /**
   * Names for {@code @MethodSource} of tests that take minutes: one engine in the default build,
   * both with profile {@code real}.
   */
  public static Stream<String> ofTheProfile() {
    return Stream.of(System.getProperty("kindred.test.engines", "dl4j,torch").split(",", -1));
  }

  /** In fp32, deterministic, on the CPU. */
  public static Engine named(String name) {
    return Engines.of(name, false, Precision.FP32, true);
  }
}

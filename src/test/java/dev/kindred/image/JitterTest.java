package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindred.image.Jitter.Change;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Against torchvision: {@code src/test/python/make_jitter_golden.py}. */
class JitterTest {
  private static final Golden GOLDEN = load();

  /**
   * What was written.
   *
   * @param mixed after saturation 1.3, brightness 0.8, hue 0.1 and contrast 1.2
   */
  private record Golden(float[][] pixels, List<Case> cases, float[] mixed) {
    float[] image() {
      float[] rgb = new float[3 * pixels.length];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = pixels[i / 3][i % 3];
      }
      return rgb;
    }
  }

  private record Case(Change change, double amount, float[] pixels) {}

  private static Golden load() {
    try {
      return new ObjectMapper()
          .readValue(JitterTest.class.getResourceAsStream("jitter.json"), Golden.class);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyChangeIsTorchvisions() {
    for (Case golden : GOLDEN.cases()) {
      float[] rgb = GOLDEN.image();
      Jitter.apply(golden.change(), golden.amount(), rgb);
      assertThat(rgb)
          .as("%s %s", golden.change(), golden.amount())
          .containsExactly(golden.pixels(), within(2e-6f));
    }
    float[] rgb = GOLDEN.image();
    Jitter.apply(Change.SATURATION, 1.3, rgb);
    Jitter.apply(Change.BRIGHTNESS, 0.8, rgb);
    Jitter.apply(Change.HUE, 0.1, rgb);
    Jitter.apply(Change.CONTRAST, 1.2, rgb);
    assertThat(rgb).containsExactly(GOLDEN.mixed(), within(2e-6f));
  }

  /** Grey pixels of a uniform image change by brightness only, and by no more than was asked. */
  @Test
  void factorsAreUniformAndWithinTheirRange() {
    Jitter jitter = new Jitter(0.4, 0, 0, 0);
    double[] factors =
        DoubleStream.iterate(0, s -> s + 1)
            .limit(4000)
            .map(
                seed -> {
                  float[] rgb = {0.5f, 0.5f, 0.5f};
                  jitter.apply(rgb, new SplittableRandom((long) seed));
                  return rgb[0] / 0.5;
                })
            .sorted()
            .toArray();
    assertThat(factors[0]).isBetween(0.6 - 1e-6, 0.61);
    assertThat(factors[3999]).isBetween(1.39, 1.4 + 1e-6);
    assertThat(factors[1000]).isCloseTo(0.8, within(0.03));
    assertThat(factors[3000]).isCloseTo(1.2, within(0.03));
  }

  @Test
  void theOrderIsDrawnToo() {
    Jitter jitter = new Jitter(0.5, 0.5, 0.5, 0.2);
    float[] a = GOLDEN.image();
    float[] b = GOLDEN.image();
    jitter.apply(a, new SplittableRandom(1));
    jitter.apply(b, new SplittableRandom(1));
    assertThat(a).isEqualTo(b);
    jitter.apply(b, new SplittableRandom(2));
    assertThat(b).isNotEqualTo(a);
  }

  @Test
  void aRangeThatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Jitter(0, 0, 0, 0.6)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Jitter(-1, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}

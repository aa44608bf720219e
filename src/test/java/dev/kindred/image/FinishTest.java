package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FinishTest {
  private static final int SIZE = 40;
  private static final Normalization BGR =
      new Normalization(true, new float[] {104, 117, 128}, new float[] {1, 2, 3});

  private static float[] image() {
    float[] image = new float[7 + 3 * SIZE * SIZE];
    for (int i = 7; i < image.length; i++) {
      int c = (i - 7) % 3;
      image[i] = ((31 * i % 256) - BGR.mean()[c]) / BGR.divisor()[c];
    }
    return image;
  }

  private static float[] finished(Finish finish, long seed) {
    float[] image = image();
    finish.apply(image, 7, SIZE, BGR, seed);
    return image;
  }

  private static Finish erasing(double probability, double area, double aspect, boolean noise) {
    return new Finish(Jitter.NONE, new Erasing(probability, area, area, aspect, aspect, noise));
  }

  @Test
  void nothingChangesNothing() {
    assertThat(finished(Finish.NONE, 1)).isEqualTo(image());
  }

  /** Brightness and contrast do not care for the order of channels; hue does. */
  @Test
  void coloursAreThoseOfTheChannelsWhicheverTheirOrder() {
    Normalization rgb =
        new Normalization(false, new float[] {128, 117, 104}, new float[] {3, 2, 1});
    Finish finish = new Finish(new Jitter(0.3, 0.3, 0.3, 0.3), Erasing.NONE);
    float[] one = finished(finish, 5);
    float[] other = image();
    swap(other);
    finish.apply(other, 7, SIZE, rgb, 5);
    swap(other);
    assertThat(other).containsExactly(one, within(1e-3f));
    assertThat(one).isNotEqualTo(image());
  }

  private static void swap(float[] image) {
    for (int i = 7; i < image.length; i += 3) {
      float t = image[i];
      image[i] = image[i + 2];
      image[i + 2] = t;
    }
  }

  @Test
  void aRectangleOfTheWantedShapeBecomesTheMeanColour() {
    // A quarter of the area, four times as high as wide: 40 by 10 would be as high as the image.
    assertThat(finished(erasing(1, 0.25, 4, false), 3)).isEqualTo(image());
    for (int seed = 0; seed < 30; seed++) {
      float[] out = finished(erasing(1, 0.09, 2.25, false), seed);
      int[] rows = new int[SIZE];
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          int at = 7 + 3 * (y * SIZE + x);
          boolean erased = out[at] == 0 && out[at + 1] == 0 && out[at + 2] == 0;
          rows[y] += erased ? 1 : 0;
          if (!erased) {
            assertThat(Arrays.copyOfRange(out, at, at + 3))
                .isEqualTo(Arrays.copyOfRange(image(), at, at + 3));
          }
        }
      }
      assertThat(Arrays.stream(rows).filter(n -> n == 8).count()).isEqualTo(18);
      assertThat(Arrays.stream(rows).filter(n -> n == 0).count()).isEqualTo(SIZE - 18);
    }
  }

  @Test
  void asOftenAsWanted() {
    int erased = 0;
    for (int seed = 0; seed < 1000; seed++) {
      erased += Arrays.equals(finished(erasing(0.3, 0.1, 1, true), seed), image()) ? 0 : 1;
    }
    assertThat(erased).isBetween(240, 360);
  }

  @Test
  void noiseIsStandardNormal() {
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int seed = 0; seed < 50; seed++) {
      float[] out = finished(erasing(1, 0.5, 1, true), seed);
      float[] before = image();
      for (int i = 7; i < out.length; i++) {
        if (out[i] != before[i]) {
          sum += out[i];
          squares += out[i] * out[i];
          n++;
        }
      }
    }
    assertThat(sum / n).isCloseTo(0, within(0.02));
    assertThat(squares / n).isCloseTo(1, within(0.03));
  }

  @Test
  void theViewItselfStaysAsItWas() throws Exception {
    byte[] photo = FinishTest.class.getResourceAsStream("photo.jpg").readAllBytes();
    TrainView plain =
        new TrainView(64, Fit.SHORT_SIDE, 0.3, 1, 0.75, 1.33, 0.5, 32, ImageViewTest.RGB);
    TrainView erasing =
        new TrainView(
            64,
            Fit.SHORT_SIDE,
            0.3,
            1,
            0.75,
            1.33,
            0.5,
            32,
            ImageViewTest.RGB,
            erasing(1, 0.1, 1, false));
    float[] a = new float[plain.floats()];
    float[] b = new float[plain.floats()];
    plain.render(photo, 11, a, 0);
    erasing.render(photo, 11, b, 0);
    int differ = 0;
    for (int i = 0; i < a.length; i++) {
      differ += a[i] != b[i] ? 1 : 0;
    }
    // 10 x 10 pixels.
    assertThat(differ).isBetween(250, 300);
  }
}

package dev.kindred.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.image.Normalization;
import dev.kindred.image.RenderedImages;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class ImageBufferTest {
  private static final int SIZE = 5;
  private static final int FLOATS = SIZE * SIZE * 3;
  private static final Normalization RGB =
      new Normalization(
          false, new float[] {123.7f, 116.3f, 103.5f}, new float[] {58.4f, 57.1f, 57.4f});

  private static RenderedImages.Levels levels(int n, Map<Integer, float[]> others) {
    byte[] levels = new byte[n * FLOATS];
    new Random(n).nextBytes(levels);
    return new RenderedImages.Levels(levels, RGB, others);
  }

  @SuppressWarnings("try") // scopes free tensors at their end
  private static float[] brought(ImageBuffer buffer, RenderedImages images, int n) {
    try (PointerScope scope = new PointerScope()) {
      return Place.values(buffer.bring(images, n).permute(0, 2, 3, 1));
    }
  }

  @Test
  void levelsBecomeWhatTheCpuNormalises() {
    try (ImageBuffer buffer = new ImageBuffer(Place.CPU, SIZE)) {
      for (int n : new int[] {3, 7, 2}) {
        RenderedImages.Levels images = levels(n, Map.of());
        assertThat(brought(buffer, images, n)).containsExactly(images.values(), within(1e-6f));
      }
      float[] values = levels(4, Map.of()).values();
      assertThat(brought(buffer, new RenderedImages.Values(values), 4)).isEqualTo(values);
    }
  }

  @Test
  void anImageThatIsNotWholeLevelsComesAsItIs() {
    float[] own = new float[FLOATS];
    for (int i = 0; i < FLOATS; i++) {
      own[i] = i / 7f;
    }
    RenderedImages.Levels images = levels(3, Map.of(1, own));
    try (ImageBuffer buffer = new ImageBuffer(Place.CPU, SIZE)) {
      float[] brought = brought(buffer, images, 3);
      assertThat(brought).containsExactly(images.values(), within(1e-6f));
      assertThat(java.util.Arrays.copyOfRange(brought, FLOATS, 2 * FLOATS)).isEqualTo(own);
    }
  }

  @Test
  void aBatchOfAnotherSizeIsRefused() {
    try (ImageBuffer buffer = new ImageBuffer(Place.CPU, SIZE)) {
      assertThatThrownBy(() -> buffer.bring(levels(3, Map.of()), 4))
          .hasMessage("225 values are not 4 images of 5 x 5 x 3");
    }
  }
}

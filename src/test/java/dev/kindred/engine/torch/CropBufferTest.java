package dev.kindred.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.image.Fit;
import dev.kindred.image.ImageView;
import dev.kindred.image.Normalization;
import dev.kindred.image.RenderedImages;
import dev.kindred.image.TestView;
import dev.kindred.image.TrainView;
import dev.kindred.image.Workspace;
import dev.kindred.store.Pictures;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CropBufferTest {
  private static final int SIZE = 24;
  private static final Normalization RGB =
      new Normalization(
          false, new float[] {123.7f, 116.3f, 103.5f}, new float[] {58.4f, 57.1f, 57.4f});
  private static final Normalization BGR =
      new Normalization(true, new float[] {104, 117, 128}, new float[] {1, 1, 1});
  private static final int[][] SIDES = {{50, 60}, {300, 40}, {24, 24}, {31, 200}, {64, 64}, {9, 7}};

  /** Pictures of many shapes, smaller and larger than the result. */
  private static RenderedImages.Crops crops(ImageView view, int n) {
    RenderedImages into = RenderedImages.of(RenderedImages.Form.CROPS, view, n);
    try (Workspace workspace = new Workspace()) {
      for (int i = 0; i < n; i++) {
        int[] sides = SIDES[i % SIDES.length];
        byte[] image = Pictures.picture(i % 2 == 0 ? "png" : "jpg", sides[0], sides[1], i);
        view.put(workspace, image, 31L * i, into, i);
      }
    }
    return (RenderedImages.Crops) into;
  }

  private static List<ImageView> views() {
    return List.of(
        new TrainView(48, Fit.SHORT_SIDE, 0.2, 1, 0.75, 4 / 3.0, 0.5, SIZE, RGB),
        new TrainView(30, Fit.SQUEEZE, 0.2, 1, 0.75, 4 / 3.0, 1, SIZE, BGR),
        new TestView(28, Fit.SHORT_SIDE, SIZE, RGB));
  }

  private static RenderedImages.Crops levels(RenderedImages.Crops images) {
    boolean bgr = images.normalization().bgr();
    Normalization none = new Normalization(bgr, new float[3], new float[] {1, 1, 1});
    return new RenderedImages.Crops(images.crops(), none);
  }

  @SuppressWarnings("try") // scopes free tensors at their end
  private static float[] brought(CropBuffer buffer, RenderedImages.Crops images) {
    try (PointerScope scope = new PointerScope()) {
      return Place.values(buffer.bring(images));
    }
  }

  /** All at once, in several groups, and one by one. */
  @ParameterizedTest
  @ValueSource(longs = {1 << 23, 60_000, 1})
  void cropsBecomeWhatTheCpuResizes(long most) {
    for (ImageView view : views()) {
      try (CropBuffer buffer = new CropBuffer(Place.CPU, SIZE, most)) {
        for (int n : new int[] {6, 17, 1}) {
          RenderedImages.Crops images = crops(view, n);
          float[] expected = levels(images).values();
          assertThat(expected).hasSize(n * SIZE * SIZE * 3);
          // Sums of floats up to 255 in another order.
          assertThat(brought(buffer, images)).containsExactly(expected, within(5e-4f));
        }
      }
    }
  }

  @Test
  @SuppressWarnings("try") // scopes free tensors at their end
  void aNetworkTakesThem() {
    ImageView view = views().get(0);
    RenderedImages.Crops images = crops(view, 5);
    try (ImageBuffer buffer = new ImageBuffer(Place.CPU, SIZE);
        PointerScope scope = new PointerScope()) {
      float[] rows = Place.values(buffer.bring(images, 5).permute(0, 2, 3, 1));
      assertThat(rows).containsExactly(images.values(), within(1e-5f));
      assertThatThrownBy(() -> buffer.bring(images, 4))
          .hasMessage("8640 values are not 4 images of 24 x 24 x 3");
    }
  }

  @Test
  void aCropOfAnotherSizeIsRefused() {
    try (CropBuffer buffer = new CropBuffer(Place.CPU, SIZE + 1)) {
      RenderedImages.Crops images = crops(views().get(2), 2);
      assertThatThrownBy(() -> brought(buffer, images))
          .hasMessage("a crop of 24 pixels is not one of 25");
    }
  }
}

package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Golden pictures: src/test/python/make_image_golden.py, through Pillow. */
class ImageViewTest {
  static final Normalization RGB = new Normalization(false, new float[3], new float[] {1, 1, 1});
  static final Normalization BGR =
      new Normalization(true, new float[] {104, 117, 128}, new float[] {1, 2, 4});

  private final Workspace workspace = new Workspace();

  @AfterEach
  void close() {
    workspace.close();
  }

  @Test
  void testViewIsPillows() {
    TestView view = new TestView(110, Fit.SQUEEZE, 96, RGB);
    assertClose(render(view, "photo.jpg"), pixels("test-squeeze-110-96.png"), 0.5, 3);
    assertClose(render(view, "small-48.png"), pixels("test-small-110-96.png"), 0.5, 1.5);
  }

  @Test
  void composedCropIsPillowsTwoResizes() {
    TrainView view = train(160, Fit.SHORT_SIDE, 96);
    byte[] photo = resource("photo.jpg");
    Rendering.Picture p = Rendering.decode(workspace, photo, view::loaded);
    Fit.Extent at = view.loaded(p.full());
    ImageView.Window window = view.window(p.size(), at, new CropBox(21, 13, 120, 95), true);
    float[] out = new float[view.floats()];
    workspace
        .resampler()
        .apply(p.mat(), window.rows(), window.cols(), Resampler.Affine.NONE_RGB, out, 0);
    assertClose(out, pixels("train-160-box-21-13-120-95-flip-96.png"), 0.6, 3);
  }

  @Test
  void wholeNumbersStayWithinTwoLevelsOfRealOnes() {
    byte[] photo = resource("photo.jpg");
    for (int size : new int[] {32, 96, 224}) {
      TrainView view = new TrainView(256, Fit.SQUEEZE, 0.16, 1, 0.75, 4 / 3.0, 0.5, size, BGR);
      Rendering.Picture p = Rendering.decode(workspace, photo, view::loaded);
      float[] exact = new float[view.floats()];
      float[] packed = new float[view.floats()];
      for (int seed = 0; seed < 20; seed++) {
        ImageView.Window w = view.window(p.size(), p.full(), seed);
        Resampler.Affine affine = Resampler.Affine.of(BGR);
        workspace.resampler().apply(p.mat(), w.rows(), w.cols(), affine, exact, 0);
        workspace.packed().apply(p.mat(), w.rows(), w.cols(), affine, packed, 0);
        assertClose(packed, exact, 0.3, 2);
      }
    }
  }

  @Test
  void theShortcutComesCloseToTheWindow() {
    TrainView view = new TrainView(256, Fit.SQUEEZE, 0.2, 0.4, 0.75, 4 / 3.0, 0.5, 224, RGB);
    byte[] photo = resource("photo.jpg");
    Rendering.Picture p = Rendering.decode(workspace, photo, view::loaded);
    float[] exact = new float[view.floats()];
    float[] direct = new float[view.floats()];
    for (int seed = 0; seed < 20; seed++) {
      assertThat(view.shortcut(p.size(), p.full(), seed)).isPresent();
      view.render(photo, seed, direct, 0);
      ImageView.Window w = view.window(p.size(), p.full(), seed);
      workspace.resampler().apply(p.mat(), w.rows(), w.cols(), Resampler.Affine.NONE_RGB, exact, 0);
      assertClose(direct, exact, 2.5, 80);
    }
    TrainView small = train(160, Fit.SQUEEZE, 48);
    assertThat(small.shortcut(p.size(), p.full(), 1)).as("shrinks too much").isEmpty();
    Fit.Extent emoji = new Fit.Extent(64, 64);
    assertThat(view.shortcut(emoji, emoji, 1)).as("enlarged first").isEmpty();
  }

  @Test
  void aCropHoldsWhatTheWindowSees() {
    // Of the JPEG only the rows down to the crop's lower edge are decoded.
    for (String name : List.of("photo.jpg", "small-48.png")) {
      byte[] encoded = resource(name);
      for (ImageView view :
          List.of(train(160, Fit.SHORT_SIDE, 96), new TestView(110, Fit.SQUEEZE, 96, RGB))) {
        Rendering.Picture p = Rendering.decode(workspace, encoded, view::loaded);
        float[] exact = new float[view.floats()];
        for (int seed = 0; seed < 20; seed++) {
          ImageView.Window w = view.window(p.size(), p.full(), seed);
          workspace
              .resampler()
              .apply(p.mat(), w.rows(), w.cols(), Resampler.Affine.NONE_RGB, exact, 0);
          try (Workspace own = new Workspace()) {
            Crop crop = view.crop(own, encoded, seed);
            assertThat(new RenderedImages.Crops(new Crop[] {crop}, RGB).values()).isEqualTo(exact);
            assertThat(crop.pixels()).hasSize(crop.height() * crop.width() * 3);
          }
        }
      }
    }
  }

  @Test
  void rawPixelsAreZeroMeanUnitLengthAndPillows() {
    float[] raw = RawPixels.of(workspace, resource("photo.jpg"), 32);
    float[] expected = pixels("raw-32.png");
    double mean = 0;
    for (float v : expected) {
      mean += v / expected.length;
    }
    double dot = 0;
    double expectedSquares = 0;
    double squares = 0;
    double sum = 0;
    for (int i = 0; i < raw.length; i++) {
      dot += raw[i] * (expected[i] - mean);
      expectedSquares += (expected[i] - mean) * (expected[i] - mean);
      squares += raw[i] * raw[i];
      sum += raw[i];
    }
    assertThat(sum / raw.length).isCloseTo(0, org.assertj.core.data.Offset.offset(1e-6));
    assertThat(squares).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-4));
    assertThat(dot / Math.sqrt(expectedSquares)).isGreaterThan(0.9999);
  }

  @Test
  void normalisesInTheOrderOfTheNetwork() {
    TestView rgb = new TestView(110, Fit.SQUEEZE, 96, RGB);
    TestView bgr = new TestView(110, Fit.SQUEEZE, 96, BGR);
    float[] a = render(rgb, "photo.jpg");
    float[] b = render(bgr, "photo.jpg");
    for (int i = 0; i < a.length; i += 3) {
      assertThat(b[i]).isCloseTo(a[i + 2] - 104, within());
      assertThat(b[i + 1]).isCloseTo((a[i + 1] - 117) / 2, within());
      assertThat(b[i + 2]).isCloseTo((a[i] - 128) / 4, within());
    }
  }

  @Test
  void sameSeedSameFloatsOtherSeedOther() {
    TrainView view = train(160, Fit.SQUEEZE, 64);
    byte[] photo = resource("photo.jpg");
    float[] a = new float[view.floats()];
    float[] b = new float[view.floats() + 7];
    float[] c = new float[view.floats()];
    view.render(photo, 5, a, 0);
    view.render(workspace, photo, 5, b, 7);
    view.render(workspace, photo, 6, c, 0);
    assertThat(Arrays.copyOfRange(b, 7, b.length)).isEqualTo(a);
    assertThat(c).isNotEqualTo(a);
  }

  @Test
  void reducedDecodingStaysClose() {
    TestView view = new TestView(40, Fit.SQUEEZE, 32, RGB);
    float[] whole = new float[view.floats()];
    byte[] photo = resource("photo.jpg");
    ImageInfo info = ImageInfo.read(photo, Limits.CHECKED_BEFORE);
    Fit.Extent full = new Fit.Extent(info.width(), info.height());
    ImageView.Window window = view.window(full, full, 0);
    workspace
        .resampler()
        .apply(
            workspace.decode(photo, info, 1),
            window.rows(),
            window.cols(),
            Resampler.Affine.NONE_RGB,
            whole,
            0);
    assertThat(Rendering.decode(workspace, photo, view::loaded).size().width())
        .isLessThan(full.width());
    assertClose(render(view, "photo.jpg"), whole, 2, 25);
  }

  @Test
  void mistakesAreRefused() {
    assertThatThrownBy(() -> new TestView(90, Fit.SQUEEZE, 96, RGB))
        .hasMessage("test view: view 90, size 96");
    assertThatThrownBy(() -> new TrainView(160, Fit.SQUEEZE, 0, 1, 0.75, 1.33, 0.5, 96, RGB))
        .hasMessageContaining("area 0.0..1.0");
  }

  private static TrainView train(int load, Fit fit, int size) {
    return new TrainView(load, fit, 0.4, 1, 0.75, 4 / 3.0, 0.5, size, RGB);
  }

  private float[] render(ImageView view, String name) {
    float[] out = new float[view.floats()];
    view.render(workspace, resource(name), 0, out, 0);
    return out;
  }

  private float[] pixels(String name) {
    byte[] png = resource(name);
    ImageInfo info = ImageInfo.read(png, Limits.CHECKED_BEFORE);
    return render(new TestView(info.width(), Fit.SQUEEZE, info.width(), RGB), name);
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.data.Offset.offset(1e-3f);
  }

  private static void assertClose(float[] actual, float[] expected, double mean, double most) {
    assertThat(actual).hasSameSizeAs(expected);
    double sum = 0;
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      sum += Math.abs(actual[i] - expected[i]);
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    assertThat(sum / actual.length).as("mean difference").isLessThan(mean);
    assertThat(worst).as("greatest difference").isLessThan(most);
  }

  static byte[] resource(String name) {
    try (InputStream in = ImageViewTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format, mode, transparency and orientation shows what Pillow shows, on white. */
class ImageMatrixTest {
  private static final Workspace WORKSPACE = new Workspace(Limits.ofPixels(1_000_000));

  /** Rounding: of 16 bits to 8, of an inverse transform, of two steps instead of one. */
  private static final int ROUNDING = 2;

  private static final TrainView WHOLE =
      new TrainView(16, Fit.SQUEEZE, 1, 1, 1, 1, 0, 16, ImageViewTest.RGB);

  @AfterAll
  static void close() {
    WORKSPACE.close();
  }

  static List<ImageMatrix.Case> all() {
    return ImageMatrix.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void asPillowShowsIt(ImageMatrix.Case c) {
    Rendering.Picture p = Rendering.decode(WORKSPACE, c.encoded(), full -> full);
    assertThat(difference(p.mat(), c)).isLessThanOrEqualTo(ROUNDING);
  }

  /** From the file into a store and from there to a view without any change of size. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void andSoDoesTheStore(ImageMatrix.Case c) {
    StoredImage stored = StoredImage.convert(WORKSPACE, c.encoded(), 1000, 100);
    assertThat(stored.warning()).isEmpty();
    Rendering.Picture p = Rendering.decode(WORKSPACE, stored.encoded(), full -> full);
    assertThat(p.info().orientation()).isEqualTo(1);
    assertThat(difference(p.mat(), c)).isLessThanOrEqualTo(ROUNDING);
    float[] trained = new float[WHOLE.floats()];
    float[] tested = new float[WHOLE.floats()];
    WHOLE.render(WORKSPACE, stored.encoded(), 1, trained, 0);
    WHOLE.render(WORKSPACE, c.encoded(), 1, tested, 0);
    assertThat(trained).usingComparatorWithPrecision(2f).containsExactly(tested);
  }

  @Test
  void thereAreHundreds() {
    assertThat(ImageMatrix.all()).hasSizeGreaterThan(500);
  }

  static int difference(Mat picture, ImageMatrix.Case c) {
    assertThat(picture.cols()).isEqualTo(c.width());
    assertThat(picture.rows()).isEqualTo(c.height());
    byte[] row = new byte[3 * c.width()];
    int most = 0;
    for (int y = 0; y < c.height(); y++) {
      try (BytePointer data = picture.ptr(y)) {
        data.get(row, 0, row.length);
      }
      for (int x = 0; x < c.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          int expected = c.rgb()[3 * (y * c.width() + x) + channel] & 0xff;
          most = Math.max(most, Math.abs((row[3 * x + 2 - channel] & 0xff) - expected));
        }
      }
    }
    return most;
  }
}

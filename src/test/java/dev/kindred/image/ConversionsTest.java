package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is encoded, upright 8-bit RGB comes out. Odd files: src/test/python/make_odd_images.py.
 */
class ConversionsTest {
  private static final int SIDE = 48;

  private final Workspace workspace = new Workspace(Limits.ofPixels(1_000_000));

  @AfterEach
  void close() {
    workspace.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tif"})
  void formats(String format) {
    byte[] image = BadImages.encode(format, BufferedImage.TYPE_3BYTE_BGR);
    assertPicture(image, 64, 48);
    StoredImage stored = StoredImage.convert(workspace, image, 48, 95);
    boolean kept = format.equals("jpg") || format.equals("png");
    assertThat(stored.kept()).isEqualTo(kept);
    assertThat(stored.format())
        .isEqualTo(format.equals("jpg") ? ImageFormat.JPEG : ImageFormat.PNG);
    assertPicture(stored.encoded(), 64, 48);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgba.png",
        "rgba16.png",
        "rgb16.png",
        "palette.png",
        "palette-alpha.png",
        "animated.png",
        "animated.gif",
        "transparent.gif",
        "animated.webp",
        "lossless-alpha.webp",
        "lossy.webp",
        "cmyk.jpg",
        "progressive.jpg",
        "cmyk.tif",
        "rgb16.tif",
        "rgba.tif",
        "palette.bmp",
        "interlaced.png",
        "pages.tif",
        "lzw.tif"
      })
  void oddColourFiles(String name) {
    byte[] image = ImageViewTest.resource("odd/" + name);
    assertPicture(image, 64, 48);
    assertPicture(StoredImage.convert(workspace, image, 48, 95).encoded(), 64, 48);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grey.jpg",
        "grey.png",
        "grey16.png",
        "grey-alpha.png",
        "bilevel.png",
        "bilevel.tif"
      })
  void greyFilesHaveThreeEqualChannels(String name) {
    float[] pixels = pixels(ImageViewTest.resource("odd/" + name));
    for (int i = 0; i < pixels.length; i += 3) {
      assertThat(pixels[i + 1]).isEqualTo(pixels[i]);
      assertThat(pixels[i + 2]).isEqualTo(pixels[i]);
    }
    assertThat(at(pixels, 2, 2)[0]).as("white spot").isGreaterThan(240);
    assertThat(at(pixels, 10, 40)[0]).as("below").isLessThan(140);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "3,0", "4,0", "5,1", "6,1", "7,1", "8,1"})
  void exifOrientation(int orientation, int turned) {
    byte[] image = ImageViewTest.resource("odd/exif-%d.jpg".formatted(orientation));
    ImageInfo info = ImageInfo.read(image, Limits.CHECKED_BEFORE);
    assertThat(info.orientation()).isEqualTo(orientation);
    assertThat(info.width()).isEqualTo(turned == 1 ? 48 : 64);
    assertPicture(image, 64, 48);
    StoredImage stored = StoredImage.convert(workspace, image, 48, 95);
    assertThat(stored.kept()).isEqualTo(orientation == 1);
    assertPicture(stored.encoded(), 64, 48);
    assertThat(ImageInfo.read(stored.encoded(), Limits.CHECKED_BEFORE).orientation()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exif-6.png", "exif-6.webp", "exif-6.tif", "exif-3.tif"})
  void exifOrientationOfOtherFormats(String name) {
    assertPicture(ImageViewTest.resource("odd/" + name), 64, 48);
  }

  @Test
  void transparencyIsComposedOverWhite() {
    float[] pixels = pixels(ImageViewTest.resource("odd/rgba.png"));
    // The right half of the fixture is transparent, whatever its colour.
    assertThat(at(pixels, 44, 40)).containsExactly(255, 255, 255);
  }

  @Test
  void qualityHundredIsWithoutLoss() {
    StoredImage stored = StoredImage.convert(workspace, BadImages.jpeg(), 24, 100);
    assertThat(stored.format()).isEqualTo(ImageFormat.PNG);
    assertThat(stored.height()).isEqualTo(24);
    assertThat(stored.width()).isEqualTo(32);
  }

  @Test
  void aHugeImageIsDecodedSmall() {
    byte[] big = encodeBig(3000, 2000);
    try (Workspace large = new Workspace(Limits.ofPixels(10_000_000))) {
      Rendering.Picture p = Rendering.decode(large, big, full -> new Fit.Extent(200, 150));
      assertThat(p.size()).isEqualTo(new Fit.Extent(750, 500));
      StoredImage stored = StoredImage.convert(large, big, 256, 95);
      assertThat(stored.width()).isEqualTo(384);
    }
  }

  @Test
  void wrongEndingsDoNotMatter() {
    // Formats are told by their first bytes: there is no name to be wrong.
    assertThat(ImageInfo.read(BadImages.png(), Limits.CHECKED_BEFORE).format())
        .isEqualTo(ImageFormat.PNG);
  }

  @Test
  void rubbishAfterTheEndIsPassedOver() {
    assertPicture(BadImages.concat(BadImages.jpeg(), new byte[100]), 64, 48);
    assertPicture(BadImages.concat(BadImages.png(), new byte[100]), 64, 48);
  }

  @Test
  void exifThatIsRubbishDoesNotMakeAnImageBad() {
    byte[] jpeg = BadImages.jpeg();
    byte[] exif = BadImages.ascii("Exif\0\0MM\0*\0\0\u00ff\u00ff");
    byte[] segment =
        ByteBuffer.allocate(exif.length + 4)
            .putShort((short) 0xffe1)
            .putShort((short) (exif.length + 2))
            .put(exif)
            .array();
    byte[] image = BadImages.concat(BadImages.head(jpeg, 2), segment, BadImages.tail(jpeg, 2));
    assertPicture(image, 64, 48);
  }

  private static byte[] encodeBig(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    try {
      javax.imageio.ImageIO.write(image, "jpg", out);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Red above, blue below at the left, white at the upper left corner. */
  private void assertPicture(byte[] image, int width, int height) {
    ImageInfo info = ImageInfo.read(image, Limits.CHECKED_BEFORE);
    assertThat(info.uprightWidth()).isEqualTo(width);
    assertThat(info.uprightHeight()).isEqualTo(height);
    float[] pixels = pixels(image);
    assertNear(at(pixels, 3, 3), 255, 255, 255);
    assertNear(at(pixels, 3, 19), 255, 0, 0);
    assertNear(at(pixels, 3, 44), 0, 0, 255);
  }

  private static void assertNear(int[] rgb, int r, int g, int b) {
    assertThat(Math.abs(rgb[0] - r) + Math.abs(rgb[1] - g) + Math.abs(rgb[2] - b))
        .as(Arrays.toString(rgb))
        .isLessThan(60);
  }

  private float[] pixels(byte[] image) {
    TestView view = new TestView(SIDE, Fit.SQUEEZE, SIDE, ImageViewTest.RGB);
    float[] out = new float[view.floats()];
    view.render(workspace, image, 0, out, 0);
    return out;
  }

  private static int[] at(float[] pixels, int x, int y) {
    int i = (y * SIDE + x) * 3;
    return new int[] {Math.round(pixels[i]), Math.round(pixels[i + 1]), Math.round(pixels[i + 2])};
  }
}

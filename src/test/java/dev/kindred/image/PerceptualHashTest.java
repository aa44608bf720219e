package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PerceptualHashTest {
  private static final Path SAMPLES = Path.of("samples/emoji/images");

  private static PerceptualHash hash(byte[] encoded) {
    try (Workspace workspace = new Workspace()) {
      return PerceptualHash.of(workspace, encoded);
    }
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /** Signs of the 64 lowest frequencies against their mean, as the method is published. */
  @Test
  void isTheHashThatIsPublished() throws IOException {
    Random random = new Random(4);
    int[][] grey = new int[32][32];
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        grey[y][x] = (int) (128 + 60 * Math.sin(x / 3.0 + y / 5.0) + random.nextInt(50));
        image.setRGB(x, y, grey[y][x] * 0x010101);
      }
    }
    double[] low = new double[64];
    double mean = 0;
    for (int v = 0; v < 8; v++) {
      for (int u = 0; u < 8; u++) {
        low[v * 8 + u] = u + v == 0 ? 0 : frequency(grey, v, u);
        mean += low[v * 8 + u] / 64;
      }
    }
    long bits = hash(encoded(image, "png")).bits();
    for (int i = 0; i < 64; i++) {
      boolean set = ((bits >>> (56 - 8 * (i / 8) + (i % 8))) & 1) == 1;
      assertThat(set).as("frequency %d: %s of %s", i, low[i], mean).isEqualTo(low[i] > mean);
    }
  }

  private static double frequency(int[][] grey, int v, int u) {
    double sum = 0;
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        sum +=
            grey[y][x]
                * Math.cos(Math.PI * (2 * y + 1) * v / 64)
                * Math.cos(Math.PI * (2 * x + 1) * u / 64);
      }
    }
    return sum * (v == 0 ? Math.sqrt(1 / 32.0) : 0.25) * (u == 0 ? Math.sqrt(1 / 32.0) : 0.25);
  }

  @Test
  void aSmallerJpegOfAPictureIsNearAndOtherPicturesAreFar() throws IOException {
    byte[] bunny = Files.readAllBytes(SAMPLES.resolve("1f42d_mouse.fluent3d.png"));
    byte[] heel = Files.readAllBytes(SAMPLES.resolve("1f460_high_heel.emojione-v1.png"));
    BufferedImage whole = ImageIO.read(new java.io.ByteArrayInputStream(bunny));
    int side = whole.getWidth() / 2;
    BufferedImage small = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = small.createGraphics();
    g.setColor(java.awt.Color.WHITE);
    g.fillRect(0, 0, side, side);
    g.drawImage(
        whole.getScaledInstance(side, side, java.awt.Image.SCALE_AREA_AVERAGING), 0, 0, null);
    g.dispose();
    PerceptualHash of = hash(bunny);
    assertThat(of.plain()).isFalse();
    assertThat(Long.bitCount(of.bits() ^ hash(encoded(small, "jpg")).bits())).isLessThan(5);
    assertThat(Long.bitCount(of.bits() ^ hash(heel).bits())).isGreaterThan(15);
  }

  @Test
  void coloursTellPicturesApartThatAreTheSameInGrey() throws IOException {
    PerceptualHash red = hash(encoded(square(0x00ff0000), "png"));
    PerceptualHash blue = hash(encoded(square(0x000000ff), "png"));
    int difference = 0;
    for (int i = 0; i < PerceptualHash.COLOURS; i++) {
      difference += Math.abs((red.colours()[i] & 0xff) - (blue.colours()[i] & 0xff));
    }
    assertThat(difference / PerceptualHash.COLOURS).isGreaterThan(30);
    assertThat(red.plain()).isFalse();
    assertThat(red.colours()[5 * 3 + 2] & 0xff).isGreaterThan(240);
    assertThat(red.colours()[5 * 3] & 0xff).isLessThan(15);
  }

  @Test
  void aPictureOfOneColourIsPlain() throws IOException {
    BufferedImage white = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 50 * 40; i++) {
      white.setRGB(i % 50, i / 50, 0x00fefefe);
    }
    assertThat(hash(encoded(white, "png")).plain()).isTrue();
  }

  private static BufferedImage square(int colour) {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      int x = i % 64;
      int y = i / 64;
      boolean inside = x >= 16 && x < 48 && y >= 16 && y < 48;
      image.setRGB(x, y, inside ? colour : 0x00ffffff);
    }
    return image;
  }
}

package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ThumbnailsTest {
  private static byte[] png(int width, int height, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static int at(byte[] square, int side, int x, int y) {
    int i = (y * side + x) * 3;
    return ((square[i + 2] & 0xff) << 16) | ((square[i + 1] & 0xff) << 8) | (square[i] & 0xff);
  }

  @Test
  void theWholePictureInTheMiddleOfWhite() throws IOException {
    try (Workspace workspace = new Workspace()) {
      byte[] wide = Thumbnails.of(workspace, png(200, 100, 0x3060c0), 32);
      assertThat(at(wide, 32, 0, 16)).isEqualTo(0x3060c0);
      assertThat(at(wide, 32, 31, 16)).isEqualTo(0x3060c0);
      assertThat(at(wide, 32, 16, 7)).isEqualTo(0xffffff);
      assertThat(at(wide, 32, 16, 8)).isEqualTo(0x3060c0);
      assertThat(at(wide, 32, 16, 24)).isEqualTo(0xffffff);
      byte[] small = Thumbnails.of(workspace, png(2, 2, 0xff0000), 32);
      assertThat(at(small, 32, 15, 15)).isEqualTo(0xff0000);
      assertThat(at(small, 32, 14, 15)).isEqualTo(0xffffff);
      byte[] thread = Thumbnails.of(workspace, png(90, 2, 0x00ff00), 32);
      assertThat(at(thread, 32, 5, 15)).isEqualTo(0x00ff00);
    }
  }

  @Test
  void aSheetHasThemRowByRow() throws IOException {
    int[] colours = {0xff0000, 0x00ff00, 0x0000ff, 0x808080, 0x000000};
    List<byte[]> squares = new java.util.ArrayList<>();
    try (Workspace workspace = new Workspace()) {
      for (int colour : colours) {
        squares.add(Thumbnails.of(workspace, png(40, 40, colour), 16));
      }
    }
    BufferedImage sheet =
        ImageIO.read(new ByteArrayInputStream(Thumbnails.sheet(squares, 16, 3, 90)));
    assertThat(sheet.getWidth()).isEqualTo(48);
    assertThat(sheet.getHeight()).isEqualTo(32);
    for (int i = 0; i < colours.length; i++) {
      // Decoders blend the colours of neighbours over the outermost pixel.
      int[] corners = {1, 14};
      for (int dx : corners) {
        for (int dy : corners) {
          near(sheet.getRGB(i % 3 * 16 + dx, i / 3 * 16 + dy), colours[i]);
        }
      }
    }
    near(sheet.getRGB(40, 24), 0xffffff);
  }

  private static void near(int found, int wanted) {
    for (int shift : new int[] {0, 8, 16}) {
      assertThat(Math.abs((found >> shift & 0xff) - (wanted >> shift & 0xff))).isLessThan(24);
    }
  }
}

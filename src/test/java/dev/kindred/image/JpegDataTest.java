package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JpegDataTest {
  private static final byte[] PHOTO = ImageViewTest.resource("photo.jpg");

  static Stream<int[]> kinds() {
    return JpegTopTest.kinds();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsWholePasses(int[] options) {
    for (int[] size : new int[][] {{90, 117}, {1, 1}, {16, 33}, {200, 8}}) {
      byte[] jpeg = JpegTopTest.jpeg(size[0], size[1], options);
      assertThatCode(() -> JpegData.check(jpeg)).doesNotThrowAnyException();
    }
  }

  @Test
  void otherEncodersPass() {
    assertThatCode(() -> JpegData.check(PHOTO)).doesNotThrowAnyException();
    assertThatCode(() -> JpegData.check(BadImages.jpeg())).doesNotThrowAnyException();
    byte[] grey = BadImages.encode("jpg", java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
    assertThatCode(() -> JpegData.check(grey)).doesNotThrowAnyException();
  }

  @Test
  void missingAndRepeatedDataAreSeen() {
    int at = PHOTO.length / 2;
    byte[] missing = joined(PHOTO, at, at + 400);
    byte[] repeated = joined(PHOTO, at, at - 400);
    for (byte[] damaged : List.of(missing, repeated)) {
      assertThat(ImageInfo.read(damaged, Limits.ofPixels(1 << 24)).width()).isPositive();
      assertThatThrownBy(() -> JpegData.check(damaged))
          .isInstanceOf(BrokenImageException.class)
          .hasMessageStartingWith("JPEG data are damaged: ")
          .satisfies(
              e -> assertThat(((BrokenImageException) e).reason()).isEqualTo(Broken.CORRUPT));
    }
  }

  @Test
  void prepareRefusesADamagedPhoto() {
    byte[] damaged = PHOTO.clone();
    Random random = new Random(1);
    for (int i = 0; i < 600; i++) {
      damaged[PHOTO.length / 2 + i] = (byte) random.nextInt(255);
    }
    try (Workspace workspace = new Workspace()) {
      assertThatThrownBy(() -> StoredImage.convert(workspace, damaged, 64, 95))
          .isInstanceOf(BrokenImageException.class)
          .hasMessageStartingWith("JPEG data are damaged: ");
    }
  }

  @Test
  void restartMarkersComeInTheirOrder() {
    byte[] jpeg = JpegTopTest.jpeg(90, 117, JpegTopTest.restarts());
    int at = 0;
    while (jpeg[at] != -1 || (jpeg[at + 1] & 0xff) != 0xd3) {
      at++;
    }
    jpeg[at + 1] = (byte) 0xd5;
    assertThatThrownBy(() -> JpegData.check(jpeg))
        .hasMessage("JPEG data are damaged: no restart marker 3 where it is due");
  }

  private static byte[] joined(byte[] jpeg, int end, int from) {
    byte[] all = Arrays.copyOf(jpeg, end + jpeg.length - from);
    System.arraycopy(jpeg, from, all, end, jpeg.length - from);
    return all;
  }
}

package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
      assertThat(JpegData.check(jpeg)).isEmpty();
    }
  }

  @Test
  void otherEncodersPass() {
    assertThat(JpegData.check(PHOTO)).isEmpty();
    assertThat(JpegData.check(BadImages.jpeg())).isEmpty();
    byte[] grey = BadImages.encode("jpg", java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
    assertThat(JpegData.check(grey)).isEmpty();
  }

  @Test
  void repeatedDataAreAWarning() {
    int at = PHOTO.length / 2;
    byte[] repeated = joined(PHOTO, at, at - 400);
    assertThat(JpegData.check(repeated)).startsWith("JPEG data are damaged: ");
  }

  @Test
  void missingDataAreMissingRows() {
    byte[] missing = joined(PHOTO, PHOTO.length / 2, PHOTO.length / 2 + 4000);
    assertTruncated(missing);
  }

  @Test
  void prepareTakesADamagedPhotoWithAWarning() {
    byte[] damaged = PHOTO.clone();
    // One byte of those that bring the codes out of step.
    damaged[PHOTO.length * 11 / 40] ^= 0x3c;
    try (Workspace workspace = new Workspace()) {
      StoredImage stored = StoredImage.convert(workspace, damaged, 64, 95);
      assertThat(stored.warning()).startsWith("JPEG data are damaged: ");
      // Also where nothing would have to change, what is stored is whole.
      StoredImage same = StoredImage.convert(workspace, damaged, 4000, 95);
      assertThat(same.kept()).isFalse();
      assertThat(JpegData.check(same.encoded())).isEmpty();
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
    JpegDamage damage = JpegData.walk(jpeg);
    assertThat(damage.first()).isEqualTo("no restart marker 3 where it is due");
    // libjpeg takes it for a later one and makes what is between the two grey.
    assertThat(damage.missing()).isPositive();
  }

  /** What libjpeg passes over does not make a picture bad, nor other than it is. */
  @ParameterizedTest
  @MethodSource("strayBytes")
  void strayBytes(String name, byte[] jpeg, boolean warned) {
    try (Workspace workspace = new Workspace(Limits.ofPixels(1 << 20))) {
      StoredImage clean = StoredImage.convert(workspace, PHOTO, 4000, 100);
      byte[] expected = StoredImage.convert(workspace, PHOTO, 48, 100).encoded();
      StoredImage stored = StoredImage.convert(workspace, jpeg, 4000, 100);
      assertThat(stored.width()).isEqualTo(clean.width());
      assertThat(stored.warning().isEmpty()).isEqualTo(!warned);
      assertThat(stored.kept()).isEqualTo(!warned);
      assertThat(StoredImage.convert(workspace, jpeg, 48, 100).encoded()).isEqualTo(expected);
      // What is stored is read by the training view.
      TrainView view =
          new TrainView(60, Fit.SQUEEZE, 0.2, 1, 0.75, 1.33, 0.5, 48, ImageViewTest.RGB);
      view.render(workspace, stored.encoded(), 3, new float[view.floats()], 0);
    }
  }

  static Stream<Arguments> strayBytes() {
    int table = BadImages.indexOf(PHOTO, new byte[] {-1, (byte) 0xdb});
    int frame = BadImages.indexOf(PHOTO, new byte[] {-1, (byte) 0xc0});
    int scan = BadImages.indexOf(PHOTO, new byte[] {-1, (byte) 0xda});
    int end = PHOTO.length - 2;
    byte[] junk = BadImages.ascii("some rubbish");
    byte[] comment = {-1, -2, 0, 0};
    byte[] segment = {1, -1, 0x37, 0x7f, 0x7f, -1, (byte) 0xe5, 0x7f, 0x7f};
    return Stream.of(
        Arguments.of("before a table", inserted(table, junk), false),
        Arguments.of("before the frame", inserted(frame, junk), false),
        Arguments.of("before the scan", inserted(scan, junk), false),
        Arguments.of("zeros before the frame", inserted(frame, new byte[100]), false),
        Arguments.of("fill bytes before the frame", inserted(frame, new byte[] {-1, -1}), false),
        Arguments.of("a comment of length 0", inserted(frame, comment), false),
        Arguments.of("before the end marker", inserted(end, junk), true),
        Arguments.of("what looks like a segment", inserted(end, segment), true),
        Arguments.of("zeros before the end marker", inserted(end, new byte[40]), false),
        Arguments.of("without the end marker", Arrays.copyOf(PHOTO, end), true),
        Arguments.of("half an end marker", Arrays.copyOf(PHOTO, end + 1), true),
        Arguments.of("junk behind the end", BadImages.concat(PHOTO, junk), false));
  }

  /** libjpeg makes what is missing grey, OpenCV says nothing. */
  @ParameterizedTest
  @ValueSource(ints = {30, 50, 70, 90, 95})
  void truncatedOnesStayBroken(int percent) {
    byte[] part = Arrays.copyOf(PHOTO, PHOTO.length * percent / 100);
    assertTruncated(part);
    byte[] ended = BadImages.concat(part, new byte[] {-1, -39});
    assertTruncated(ended);
    byte[] zeros = Arrays.copyOf(part, PHOTO.length);
    assertTruncated(zeros);
  }

  private static void assertTruncated(byte[] jpeg) {
    try (Workspace workspace = new Workspace()) {
      assertThatThrownBy(() -> StoredImage.convert(workspace, jpeg, 64, 95))
          .isInstanceOf(BrokenImageException.class)
          .satisfies(
              e -> assertThat(((BrokenImageException) e).reason()).isEqualTo(Broken.TRUNCATED));
    }
  }

  private static byte[] inserted(int at, byte[] what) {
    return BadImages.concat(BadImages.head(PHOTO, at), what, BadImages.tail(PHOTO, at));
  }

  private static byte[] joined(byte[] jpeg, int end, int from) {
    byte[] all = Arrays.copyOf(jpeg, end + jpeg.length - from);
    System.arraycopy(jpeg, from, all, end, jpeg.length - from);
    return all;
  }
}

package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_OPTIMIZE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegTopTest {
  private final Workspace workspace = new Workspace();

  @AfterEach
  void close() {
    workspace.close();
  }

  /** Sampling factors are OpenCV's: 0x411111 is 4:1:1, 0x221111 4:2:0, and so on. */
  @ParameterizedTest
  @CsvSource({
    "0x411111, 90, 117, 20", "0x221111, 90, 117, 20", "0x221111, 16, 200, 5",
    "0x211111, 61, 90, 95", "0x121111, 61, 90, 95", "0x111111, 33, 64, 100",
    "0x221111, 1, 90, 50", "0x221111, 300, 300, 1"
  })
  void theRowsAreThoseOfTheWholePicture(String sampling, int width, int height, int quality) {
    byte[] jpeg =
        jpeg(
            width,
            height,
            new int[] {
              IMWRITE_JPEG_SAMPLING_FACTOR,
              Integer.decode(sampling),
              IMWRITE_JPEG_QUALITY,
              quality,
              IMWRITE_JPEG_OPTIMIZE,
              1
            });
    assertThat(JpegTop.of(jpeg, 1)).as("it is cut at all").isPresent();
    ImageInfo info = ImageInfo.read(jpeg, Limits.CHECKED_BEFORE);
    byte[] whole = pixels(workspace.decode(jpeg, info, 1));
    for (int rows = 1; rows <= height; rows++) {
      Mat top = workspace.decodeTop(jpeg, info, rows);
      assertThat(top.rows()).isBetween(rows, height);
      byte[] upper = Arrays.copyOf(pixels(top), rows * width * 3);
      assertThat(upper).isEqualTo(Arrays.copyOf(whole, upper.length));
    }
    assertThat(pixels(workspace.decode(jpeg, info, 1))).isEqualTo(whole);
  }

  @Test
  void aPhotoIsTheSame() {
    byte[] jpeg = ImageViewTest.resource("photo.jpg");
    ImageInfo info = ImageInfo.read(jpeg, Limits.CHECKED_BEFORE);
    byte[] whole = pixels(workspace.decode(jpeg, info, 1));
    int rows = info.height() / 3;
    Mat top = workspace.decodeTop(jpeg, info, rows);
    assertThat(top.rows()).isLessThan(info.height());
    byte[] upper = Arrays.copyOf(pixels(top), rows * info.width() * 3);
    assertThat(upper).isEqualTo(Arrays.copyOf(whole, upper.length));
  }

  @Test
  void whatCannotBeCutIsDecodedWhole() {
    byte[] progressive = jpeg(90, 117, new int[] {IMWRITE_JPEG_PROGRESSIVE, 1});
    byte[] restarts = jpeg(90, 117, restarts());
    byte[] trailing = Arrays.copyOf(jpeg(90, 117, new int[0]), 90_000);
    for (byte[] jpeg : new byte[][] {progressive, restarts, trailing}) {
      assertThat(JpegTop.of(jpeg, 10)).isEmpty();
      ImageInfo info = ImageInfo.read(jpeg, Limits.CHECKED_BEFORE);
      assertThat(workspace.decodeTop(jpeg, info, 10).rows()).isEqualTo(117);
    }
    byte[] plain = jpeg(90, 117, new int[0]);
    assertThat(JpegTop.of(plain, 117)).as("all rows").isEmpty();
    ImageInfo turned = new ImageInfo(ImageFormat.JPEG, 90, 117, 6, false, true);
    assertThat(workspace.decodeTop(plain, turned, 10).rows()).isEqualTo(90);
  }

  /** Encoder options of all kinds of JPEG. */
  static Stream<int[]> kinds() {
    return Stream.of(
        new int[] {IMWRITE_JPEG_SAMPLING_FACTOR, 0x411111, IMWRITE_JPEG_OPTIMIZE, 1},
        new int[] {IMWRITE_JPEG_SAMPLING_FACTOR, 0x221111, IMWRITE_JPEG_QUALITY, 5},
        new int[] {IMWRITE_JPEG_SAMPLING_FACTOR, 0x211111, IMWRITE_JPEG_QUALITY, 100},
        new int[] {IMWRITE_JPEG_SAMPLING_FACTOR, 0x121111},
        new int[] {IMWRITE_JPEG_SAMPLING_FACTOR, 0x111111},
        new int[] {IMWRITE_JPEG_PROGRESSIVE, 1},
        restarts());
  }

  static int[] restarts() {
    return new int[] {IMWRITE_JPEG_RST_INTERVAL, 4};
  }

  static byte[] jpeg(int width, int height, int[] options) {
    try (Mat picture = new Mat(height, width, CV_8UC3);
        IntPointer parameters = new IntPointer(options);
        BytePointer buffer = new BytePointer()) {
      byte[] noise = new byte[width * height * 3];
      new Random(width).nextBytes(noise);
      try (BytePointer data = picture.data()) {
        data.put(noise, 0, noise.length);
      }
      GaussianBlur(picture, picture, new Size(3, 3), 0);
      imencode(".jpg", picture, buffer, parameters);
      byte[] encoded = new byte[(int) buffer.limit()];
      buffer.get(encoded);
      return encoded;
    }
  }

  private static byte[] pixels(Mat m) {
    byte[] bytes = new byte[m.rows() * m.cols() * 3];
    try (BytePointer data = m.data()) {
      data.get(bytes);
    }
    return bytes;
  }
}

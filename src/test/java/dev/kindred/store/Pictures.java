package dev.kindred.store;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Small real image files. */
public final class Pictures {
  private Pictures() {}

  /** A gradient that depends on the seed. */
  public static byte[] picture(String extension, int width, int height, int seed) {
    byte[] bgr = new byte[width * height * 3];
    for (int i = 0; i < bgr.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      bgr[i] = (byte) ((x * (seed % 5 + 1) + y * (i % 3 + 1) + 40 * seed) & 0xff);
    }
    try (Mat mat = new Mat(height, width, CV_8UC3);
        BytePointer data = mat.data();
        BytePointer encoded = new BytePointer()) {
      data.put(bgr, 0, bgr.length);
      imencode("." + extension, mat, encoded);
      byte[] out = new byte[(int) encoded.limit()];
      encoded.get(out);
      return out;
    }
  }

  public static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.kindred.image;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A crop of the decoded picture, resized once by OpenCV's INTER_LINEAR: a quarter of the time of
 * the composed resampling, and within about 1.5 of 255 of it on average as long as little is
 * shrunk. Not thread-safe; closed by whoever made it.
 */
final class DirectCrop implements AutoCloseable {
  private final Mat small = new Mat();
  private final Mat floats = new Mat();

  /** As {@link Resampler#apply}, of {@code box} to {@code size} squared. */
  void apply(
      Mat picture,
      CropBox box,
      boolean mirror,
      int size,
      Resampler.Affine affine,
      float[] out,
      int offset) {
    try (Rect rect = new Rect(box.left(), box.top(), box.width(), box.height());
        Mat part = new Mat(picture, rect);
        Size to = new Size(size, size)) {
      resize(part, small, to, 0, 0, INTER_LINEAR);
    }
    if (mirror) {
      flip(small, small, 1);
    }
    if (!affine.bgr()) {
      cvtColor(small, small, COLOR_BGR2RGB);
    }
    small.convertTo(floats, CV_32F);
    try (FloatPointer data = new FloatPointer(floats.data())) {
      data.get(out, offset, size * size * 3);
    }
    float[] scale = affine.scaleRow(size, 1);
    float[] bias = affine.biasRow(size);
    for (int y = 0; y < size; y++) {
      normalise(out, offset + y * scale.length, scale, bias);
    }
  }

  /** Kept apart and simple: the compiler vectorises it. */
  private static void normalise(float[] out, int at, float[] scale, float[] bias) {
    for (int i = 0; i < scale.length; i++) {
      out[at + i] = out[at + i] * scale[i] + bias[i];
    }
  }

  @Override
  public void close() {
    small.close();
    floats.close();
  }
}

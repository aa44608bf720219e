package dev.kindred.image;

import static org.bytedeco.opencv.global.opencv_core.meanStdDev;
import static org.bytedeco.opencv.global.opencv_img_hash.pHash;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * What two pictures are compared by without a network: OpenCV's pHash, the signs of 64 low
 * frequencies of the grey picture (Zauner 2010), which compression, scale and a change of
 * brightness leave nearly as it is, and the mean colours of 16 fields, which it does not see.
 *
 * @param bits 64 bits
 * @param colours {@link #COLOURS} bytes, blue, green and red of each field
 * @param plain whether the picture has hardly anything to tell it apart by, as a white one
 */
@SuppressWarnings("ArrayRecordComponent") // 48 bytes
public record PerceptualHash(long bits, byte[] colours, boolean plain) implements Serializable {
  private static final int SIDE = 32;
  private static final int FIELDS = 4;

  /** Bytes of the colours. */
  public static final int COLOURS = FIELDS * FIELDS * 3;

  /** Standard deviation of a channel, of 255, below which a picture is plain. */
  private static final double LEAST_CONTRAST = 4;

  /**
   * Of an encoded picture.
   *
   * @throws BrokenImageException when there is none in the bytes
   */
  public static PerceptualHash of(Workspace workspace, byte[] encoded) {
    Fit.Extent target = new Fit.Extent(SIDE, SIDE);
    Rendering.Picture p = Rendering.decode(workspace, encoded, full -> target);
    try (Mat small = new Mat();
        Mat fields = new Mat();
        Mat hash = new Mat();
        Mat mean = new Mat();
        Mat deviation = new Mat();
        Size side = new Size(SIDE, SIDE);
        Size few = new Size(FIELDS, FIELDS)) {
      resize(p.mat(), small, side, 0, 0, INTER_AREA);
      resize(small, fields, few, 0, 0, INTER_AREA);
      pHash(small, hash);
      meanStdDev(small, mean, deviation);
      double contrast = 0;
      try (DoubleIndexer values = deviation.createIndexer()) {
        for (int c = 0; c < small.channels(); c++) {
          contrast = Math.max(contrast, values.get(c, 0));
        }
      }
      byte[] colours = new byte[COLOURS];
      fields.data().get(colours);
      byte[] bits = new byte[Long.BYTES];
      hash.data().get(bits);
      return new PerceptualHash(
          ByteBuffer.wrap(bits).getLong(), colours, contrast < LEAST_CONTRAST);
    }
  }
}

package dev.kindred.train;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imwrite;

import dev.kindred.dataset.ReadOptions;
import dev.kindred.image.Limits;
import dev.kindred.store.ImageStore;
import dev.kindred.store.PrepareJob;
import dev.kindred.store.PrepareSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** A small store of real PNG files, half of whose classes are for training. */
final class TinyStore {
  static final int SIDE = 40;

  private TinyStore() {}

  /** Classes differ in colour and stripes, images of a class in a shift. */
  static ImageStore store(JavaSparkContext spark, Path dir, int classes, int images) {
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < images; i++) {
        write(dir.resolve("images/class-%02d/%d.png".formatted(c, i)), c, i);
      }
    }
    return store(spark, dir);
  }

  /** A third of the classes each for training, validation and test. */
  static ImageStore withValidation(JavaSparkContext spark, Path dir, int classes, int images) {
    String[] splits = {"train", "val", "test"};
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < images; i++) {
        write(dir.resolve("images/%s/class-%02d/%d.png".formatted(splits[c % 3], c, i)), c, i);
      }
    }
    return store(spark, dir);
  }

  private static ImageStore store(JavaSparkContext spark, Path dir) {
    PrepareSettings settings =
        new PrepareSettings(
            dir.resolve("images").toString(),
            "folders",
            dir.resolve("store").toString(),
            new ReadOptions(false, 0.5),
            SIDE,
            95,
            new Limits(1 << 20, 1 << 20),
            1 << 20,
            0);
    return new PrepareJob(spark, settings).run().store();
  }

  private static void write(Path file, int c, int image) {
    byte[] bgr = new byte[SIDE * SIDE * 3];
    for (int i = 0; i < bgr.length; i++) {
      int x = i / 3 % SIDE;
      int y = i / 3 / SIDE;
      bgr[i] = (byte) (((x + image) * (c % 7 + 1) * (i % 3 + 1) + y * (c % 5 + 1) + 31 * c) & 0xff);
    }
    try (Mat mat = new Mat(SIDE, SIDE, CV_8UC3);
        BytePointer data = mat.data()) {
      Files.createDirectories(file.getParent());
      data.put(bgr, 0, bgr.length);
      imwrite(file.toString(), mat);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.kindred.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Makes a data set of the size and layout of Stanford Online Products: lists with a header, folders
 * of super-classes, 59,551 images of 11,318 classes to train on and 60,502 of 11,316 others. A
 * class is a pattern of colours; its images are that pattern moved, lit and blurred, so that a
 * network can learn it. Contents follow from the class and the number within it.
 *
 * <p>Usage: {@code SopRehearsal FOLDER [SHARE]}; a share of 0.01 makes a hundredth of the classes.
 */
public final class SopRehearsal {
  private static final int SIDE = 120;
  private static final int CELLS = 7;
  private static final int MARGIN = 24;
  private static final int QUALITY = 85;
  private static final int THREADS = 2;
  private static final List<String> SUPER_CLASSES =
      List.of(
          "bicycle",
          "cabinet",
          "chair",
          "coffee_maker",
          "fan",
          "kettle",
          "lamp",
          "mug",
          "sofa",
          "stapler",
          "table",
          "toaster");

  private SopRehearsal() {}

  /** One half of the set. */
  private record Half(String list, int firstClass, int classes, int firstImage, int images) {}

  /** One image, as a line of a list. */
  private record Line(int image, int label, int number) {
    private int superClass() {
      return label % SUPER_CLASSES.size();
    }

    private String folder() {
      return SUPER_CLASSES.get(superClass()) + "_final";
    }

    private String path() {
      return "%s/%d_%d.JPG".formatted(folder(), 110_000_000_000L + label, number);
    }

    @Override
    public String toString() {
      return "%d %d %d %s".formatted(image, label, superClass() + 1, path());
    }
  }

  /** See the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path folder = Path.of(args[0]);
    double share = args.length > 1 ? Double.parseDouble(args[1]) : 1;
    int made = write(folder, share);
    System.out.printf("%,d images in %.0f s%n", made, (System.nanoTime() - start) * 1e-9);
  }

  /**
   * Writes lists and images.
   *
   * @param share of the classes and images, 1 for all
   * @return number of images
   */
  public static int write(Path folder, double share) throws IOException, InterruptedException {
    for (String name : SUPER_CLASSES) {
      Files.createDirectories(folder.resolve(name + "_final"));
    }
    List<Line> all = new ArrayList<>();
    for (Half half :
        List.of(
            new Half("Ebay_train.txt", 1, 11_318, 1, 59_551),
            new Half("Ebay_test.txt", 11_319, 11_316, 59_552, 60_502))) {
      List<Line> lines = lines(half, share);
      try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(half.list))) {
        out.write("image_id class_id super_class_id path\n");
        for (Line line : lines) {
          out.write(line + "\n");
        }
      }
      all.addAll(lines);
    }
    pictures(folder, all);
    return all.size();
  }

  /** Two images of every class, then the others dealt out unevenly, up to twelve of a class. */
  private static List<Line> lines(Half half, double share) {
    int classes = (int) Math.round(half.classes * share);
    int images = (int) Math.round(half.images * share);
    int[] sizes = new int[classes];
    java.util.Arrays.fill(sizes, 2);
    SplittableRandom random = new SplittableRandom(half.firstClass);
    for (int left = images - 2 * classes; left > 0; ) {
      int c = random.nextInt(classes);
      if (sizes[c] < 12) {
        sizes[c]++;
        left--;
      }
    }
    List<Line> lines = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      for (int number = 0; number < sizes[c]; number++) {
        lines.add(new Line(half.firstImage + lines.size(), half.firstClass + c, number));
      }
    }
    return lines;
  }

  private static void pictures(Path folder, List<Line> lines) throws InterruptedException {
    opencv_core.setNumThreads(0);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        List<Line> part =
            lines.subList(lines.size() * t / THREADS, lines.size() * (t + 1) / THREADS);
        parts.add(threads.submit(() -> part.forEach(line -> picture(folder, line))));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  private static void picture(Path folder, Line line) {
    SplittableRandom pattern = new SplittableRandom(line.label * 7919L);
    SplittableRandom view = new SplittableRandom(line.label * 7919L + line.number + 1);
    try (Mat cells = new Mat(CELLS, CELLS, opencv_core.CV_8UC3);
        Mat large = new Mat();
        BytePointer encoded = new BytePointer();
        IntPointer options = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, QUALITY);
        Size size = new Size(SIDE + MARGIN, SIDE + MARGIN)) {
      byte[] colours = new byte[CELLS * CELLS * 3];
      double light = 0.7 + 0.3 * view.nextDouble();
      for (int i = 0; i < colours.length; i++) {
        double value = light * pattern.nextInt(256) + 12 * view.nextDouble();
        colours[i] = (byte) Math.min(255, value);
      }
      cells.data().put(colours);
      opencv_imgproc.resize(cells, large, size, 0, 0, opencv_imgproc.INTER_CUBIC);
      try (Rect window = new Rect(view.nextInt(MARGIN), view.nextInt(MARGIN), SIDE, SIDE);
          Mat cut = new Mat(large, window);
          Mat shown = cut.clone()) {
        if (view.nextInt(3) == 0) {
          try (Size blur = new Size(5, 5)) {
            opencv_imgproc.GaussianBlur(shown, shown, blur, 0);
          }
        }
        opencv_imgcodecs.imencode(".jpg", shown, encoded, options);
      }
      byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(bytes);
      Files.write(folder.resolve(line.path()), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

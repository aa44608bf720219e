package dev.kindred.bench;

import dev.kindred.image.Crop;
import dev.kindred.image.Fit;
import dev.kindred.image.Normalization;
import dev.kindred.image.TestView;
import dev.kindred.image.TrainView;
import dev.kindred.image.Workspace;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Images a second on one core, from real photos: decode, random resized crop to 224, flip,
 * normalise. {@code kindred.bench.photos} names a folder of JPEG files; its first 256 are read into
 * memory.
 *
 * <p>The plain pipeline is what a Java program without a native library does: ImageIO, then
 * Graphics2D with bilinear interpolation, then getRGB; the same steps and sizes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 3)
@Measurement(iterations = 5, time = 3)
public class DecodeBenchmark {
  private static final int PHOTOS = 256;
  private static final int SIZE = 224;
  private static final int TURNS = 9;
  private static final int WARM_UP = 5;
  private static final Normalization BGR =
      new Normalization(true, new float[] {104, 117, 128}, new float[] {1, 1, 1});
  private static final TrainView VIEW =
      new TrainView(256, Fit.SHORT_SIDE, 0.16, 1, 0.75, 4 / 3.0, 0.5, SIZE, BGR);

  private static final TestView TEST = new TestView(256, Fit.SHORT_SIDE, SIZE, BGR);

  private final List<byte[]> photos = new ArrayList<>();
  private final float[] out = new float[VIEW.floats()];
  private Workspace workspace;
  private int next;

  /** Reads the photos. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    String folder = System.getProperty("kindred.bench.photos");
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList()) {
        if (photos.size() < PHOTOS) {
          photos.add(Files.readAllBytes(file));
        }
      }
    }
    workspace = new Workspace();
  }

  /** Frees the native buffers. */
  @TearDown(Level.Trial)
  public void close() {
    workspace.close();
  }

  /** This house's view. */
  @Benchmark
  public float[] kindred() {
    int i = next++;
    VIEW.render(workspace, photos.get(i % photos.size()), i, out, 0);
    return out;
  }

  /** For a device that resizes: decodes and cuts out. */
  @Benchmark
  public Crop cropOnly() {
    int i = next++;
    return VIEW.crop(workspace, photos.get(i % photos.size()), i);
  }

  /** The view of an evaluation. */
  @Benchmark
  public float[] test() {
    int i = next++;
    TEST.render(workspace, photos.get(i % photos.size()), i, out, 0);
    return out;
  }

  /** The view of an evaluation, for a device that resizes. */
  @Benchmark
  public Crop testCropOnly() {
    int i = next++;
    return TEST.crop(workspace, photos.get(i % photos.size()), i);
  }

  /** ImageIO, and Graphics2D with bilinear interpolation for both resizes. */
  @Benchmark
  public float[] imageIo() throws IOException {
    int i = next++;
    SplittableRandom random = new SplittableRandom(i);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(photos.get(i % photos.size())));
    double scale = 256.0 / Math.min(image.getWidth(), image.getHeight());
    int loadedWidth = (int) (image.getWidth() * scale);
    int loadedHeight = (int) (image.getHeight() * scale);
    BufferedImage loaded =
        draw(image, 0, 0, image.getWidth(), image.getHeight(), loadedWidth, loadedHeight, false);
    double side = Math.sqrt(0.16 + 0.84 * random.nextDouble());
    int w = (int) (loadedWidth * side);
    int h = (int) (loadedHeight * side);
    int x = random.nextInt(loadedWidth - w + 1);
    int y = random.nextInt(loadedHeight - h + 1);
    BufferedImage crop = draw(loaded, x, y, w, h, SIZE, SIZE, random.nextBoolean());
    int at = 0;
    for (int row = 0; row < SIZE; row++) {
      for (int col = 0; col < SIZE; col++) {
        int rgb = crop.getRGB(col, row);
        out[at++] = (rgb & 0xff) - 104;
        out[at++] = ((rgb >> 8) & 0xff) - 117;
        out[at++] = ((rgb >> 16) & 0xff) - 128;
      }
    }
    return out;
  }

  private static BufferedImage draw(
      BufferedImage from, int x, int y, int w, int h, int toWidth, int toHeight, boolean flip) {
    BufferedImage to = new BufferedImage(toWidth, toHeight, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = to.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    int left = flip ? toWidth : 0;
    g.drawImage(from, left, 0, toWidth - left, toHeight, x, y, x + w, y + h, null);
    g.dispose();
    return to;
  }

  private void takeTurns() throws IOException {
    open();
    double[] ours = new double[TURNS];
    double[] plain = new double[TURNS];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int turn = -WARM_UP; turn < TURNS; turn++) {
      long start = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < 2 * PHOTOS; i++) {
        kindred();
      }
      long middle = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < 2 * PHOTOS; i++) {
        imageIo();
      }
      if (turn >= 0) {
        ours[turn] = (middle - start) / 2e3 / PHOTOS;
        plain[turn] = (threads.getCurrentThreadCpuTime() - middle) / 2e3 / PHOTOS;
      }
    }
    close();
    Arrays.sort(ours);
    Arrays.sort(plain);
    double a = ours[TURNS / 2];
    double b = plain[TURNS / 2];
    System.out.printf(
        Locale.ROOT, "kindred %.0f us, ImageIO %.0f us an image: %.2f times%n", a, b, b / a);
  }

  /**
   * Runs this benchmark alone; the property is passed on to the forked process. With an argument
   * {@code turns} both take turns in this process and their processor time is compared, which
   * stands a loaded machine better.
   */
  public static void main(String[] args) throws RunnerException, IOException {
    if (args.length > 0 && args[0].equals("turns")) {
      new DecodeBenchmark().takeTurns();
      return;
    }
    new Runner(
            new OptionsBuilder()
                .include(DecodeBenchmark.class.getSimpleName())
                .jvmArgsAppend(
                    "-Dkindred.bench.photos=" + System.getProperty("kindred.bench.photos"))
                .build())
        .run();
  }
}

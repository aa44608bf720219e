package dev.kindred.image;

import dev.kindred.fuzz.FuzzBudget;
import dev.kindred.fuzz.Mutations;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.Pointer;

/**
 * Damaged images of every format, in a process of its own, since a fault of native code ends it.
 * The seed of the input under way stands in a file that outlives the process.
 *
 * <p>Arguments: the file of the seed. One input alone: {@code -Dkindred.fuzz.seed=N
 * -Dkindred.fuzz.seconds=0}.
 */
final class ImageFuzz {
  private static final Duration USUAL = Duration.ofSeconds(5);
  private static final long HANGS = Duration.ofSeconds(10).toNanos();
  private static final long GROWTH = 256L << 20;
  private static final int WARM = 2000;
  private static final TrainView VIEW =
      new TrainView(40, Fit.SQUEEZE, 0.2, 1, 0.75, 1.33, 0.5, 32, ImageViewTest.RGB);

  private final List<byte[]> whole = new ArrayList<>();
  private final Mutations mutations = new Mutations(dictionary());
  private final AtomicLong began = new AtomicLong();
  private long decoded;
  private long refused;

  private ImageFuzz() {
    ImageMatrix.all().forEach(c -> whole.add(c.encoded()));
    Stream.of("photo.jpg", "odd/progressive.jpg", "odd/lossy.webp", "odd/pages.tif", "odd/lzw.tif")
        .forEach(name -> whole.add(ImageViewTest.resource(name)));
    JpegTopTest.kinds().forEach(options -> whole.add(JpegTopTest.jpeg(40, 33, options)));
  }

  public static void main(String[] args) throws IOException {
    int status = 0;
    try (RandomAccessFile file = new RandomAccessFile(args[0], "rw")) {
      MappedByteBuffer seed = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
      new ImageFuzz().run(seed);
    } catch (IllegalStateException e) {
      e.printStackTrace(System.out);
      status = 1;
    }
    Runtime.getRuntime().halt(status);
  }

  private void run(MappedByteBuffer place) {
    watch(place);
    long before = 0;
    FuzzBudget budget = FuzzBudget.start(USUAL);
    try (Workspace workspace = new Workspace(Limits.ofPixels(1 << 20))) {
      while (budget.more()) {
        long seed = budget.nextSeed();
        place.putLong(0, seed);
        began.set(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
        one(workspace, seed);
        if (budget.inputs() == WARM) {
          before = Pointer.physicalBytes();
        }
      }
    }
    long growth = before == 0 ? 0 : Pointer.physicalBytes() - before;
    if (growth > GROWTH) {
      throw new IllegalStateException("memory grew by " + (growth >> 20) + " MiB");
    }
    System.out.printf(
        "images: %d inputs, %d decoded, %d refused, memory grew by %d MiB%n",
        budget.inputs(), decoded, refused, growth >> 20);
  }

  private void one(Workspace workspace, long seed) {
    byte[] damaged = mutations.damage(whole.get((int) (seed % whole.size())), seed);
    if (seed % 3 > 0) {
      repairChecksums(damaged);
    }
    try {
      StoredImage stored = StoredImage.convert(workspace, damaged, 32, 95);
      VIEW.render(workspace, stored.encoded(), seed, new float[VIEW.floats()], 0);
      decoded++;
    } catch (BrokenImageException e) {
      if (e.getMessage().isBlank() || e.getMessage().lines().count() != 1) {
        throw new IllegalStateException("seed " + seed + ": not one line: " + e.getMessage(), e);
      }
      refused++;
    } catch (RuntimeException | Error e) {
      throw new IllegalStateException("seed " + seed + ": " + e, e);
    }
  }

  /** By the processor time of the input, which a busy machine does not add to. */
  private void watch(MappedByteBuffer place) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long worker = Thread.currentThread().getId();
    Thread watch =
        new Thread(
            () -> {
              while (threads.getThreadCpuTime(worker) - began.get() < HANGS) {
                try {
                  Thread.sleep(200);
                } catch (InterruptedException e) {
                  return;
                }
              }
              System.out.println("seed " + place.getLong(0) + " hangs");
              Runtime.getRuntime().halt(2);
            });
    watch.setDaemon(true);
    watch.start();
  }

  /** Otherwise most damage to a PNG would be found by its checksums alone. */
  private static void repairChecksums(byte[] png) {
    Bytes b = Bytes.of(png);
    if (!b.startsWith(0x89, 'P', 'N', 'G')) {
      return;
    }
    for (long at = 8; at + 12 <= png.length && at + 12 + b.u32(at) <= png.length; ) {
      int length = (int) b.u32(at);
      CRC32 crc = new CRC32();
      crc.update(png, (int) at + 4, length + 4);
      for (int i = 0; i < 4; i++) {
        png[(int) at + 8 + length + i] = (byte) (crc.getValue() >> (24 - 8 * i));
      }
      at += length + 12;
    }
  }

  private static List<byte[]> dictionary() {
    List<byte[]> words = new ArrayList<>();
    String names =
        "IHDR PLTE tRNS IDAT IEND acTL fcTL fdAT eXIf zTXt iCCP VP8X VP8L ALPH ANMF EXIF";
    for (String word : names.split(" ", -1)) {
      words.add(BadImages.ascii(word));
    }
    for (int marker : new int[] {0xc0, 0xc2, 0xc4, 0xd0, 0xd9, 0xda, 0xdb, 0xdd, 0xe1, 0xee}) {
      words.add(new byte[] {-1, (byte) marker});
    }
    for (int tag : new int[] {258, 259, 262, 273, 277, 278, 284, 317, 320, 322, 324, 338, 347}) {
      words.add(new byte[] {(byte) tag, (byte) (tag >> 8)});
      words.add(new byte[] {(byte) (tag >> 8), (byte) tag});
    }
    return words;
  }
}

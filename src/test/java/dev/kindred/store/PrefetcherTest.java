package dev.kindred.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.dataset.Split;
import dev.kindred.image.BrokenImageException;
import dev.kindred.image.Erasing;
import dev.kindred.image.Finish;
import dev.kindred.image.Fit;
import dev.kindred.image.ImageView;
import dev.kindred.image.Jitter;
import dev.kindred.image.Normalization;
import dev.kindred.image.RenderedImages;
import dev.kindred.image.TestView;
import dev.kindred.image.TrainView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrefetcherTest {
  private static final Normalization RGB =
      new Normalization(false, new float[] {127, 127, 127}, new float[] {128, 128, 128});
  private static final TrainView TRAIN =
      new TrainView(40, Fit.SQUEEZE, 0.4, 1, 0.75, 4 / 3.0, 0.5, 16, RGB);

  @TempDir Path dir;
  private final List<byte[]> images = new ArrayList<>();
  private StoreReader reader;

  @BeforeEach
  void shard() throws IOException {
    Path file = dir.resolve("shard-00000.tar");
    StoreIndex index = new StoreIndex(13);
    try (OutputStream out = Files.newOutputStream(file);
        TarWriter tar = new TarWriter(out)) {
      for (int i = 0; i < 12; i++) {
        images.add(Pictures.picture(i % 2 == 0 ? "png" : "jpg", 50, 60, i));
        long at = tar.add("%09d.bin".formatted(i), images.get(i));
        int crc = Checksum.of(images.get(i));
        index.put(i, 0, at, images.get(i).length, crc, i / 3, Split.TRAIN);
      }
      byte[] noImage = {1, 2, 3};
      index.put(12, 0, tar.add("x", noImage), 3, Checksum.of(noImage), 0, Split.TRAIN);
    }
    reader =
        new StoreReader(
            new Configuration(),
            new ImageStore.Location(List.of(file.toUri().toString()), 0),
            index,
            5_000);
  }

  @AfterEach
  void close() throws IOException {
    reader.close();
  }

  @Test
  void handsOutWhatAViewRendersInOrder() {
    List<BatchRequest> requests = new ArrayList<>();
    for (int b = 0; b < 9; b++) {
      requests.add(new BatchRequest(new int[] {b, 11 - b, b + 3, 2, 2}, 77 + b));
    }
    for (int threads = 1; threads <= 3; threads++) {
      try (Prefetcher batches = new Prefetcher(reader, TRAIN, requests, threads, 2)) {
        for (BatchRequest request : requests) {
          assertThat(batches.hasNext()).isTrue();
          RenderedBatch batch = batches.next();
          assertThat(batch.request()).isSameAs(request);
          assertThat(batch.pixels()).isEqualTo(expected(request));
        }
        assertThat(batches.hasNext()).isFalse();
        assertThat(batches.waitedNanos()).isPositive();
      }
    }
  }

  @Test
  void theSameImageTwiceInABatchIsSeenDifferently() {
    BatchRequest request = new BatchRequest(new int[] {4, 4}, 1);
    try (Prefetcher batches = new Prefetcher(reader, TRAIN, List.of(request), 1, 1)) {
      float[] pixels = batches.next().pixels();
      int n = TRAIN.floats();
      assertThat(Arrays.copyOfRange(pixels, 0, n))
          .isNotEqualTo(Arrays.copyOfRange(pixels, n, 2 * n));
    }
  }

  @Test
  void aPartOfABatchShowsTheViewsOfTheWhole() {
    List<BatchRequest> requests =
        List.of(
            new BatchRequest(new int[] {4, 4, 7}, 1),
            new BatchRequest(new int[] {4}, 1, 0),
            new BatchRequest(new int[] {4, 7}, 1, 1));
    try (Prefetcher batches = new Prefetcher(reader, TRAIN, requests, 1, 1)) {
      float[] whole = batches.next().pixels();
      int n = TRAIN.floats();
      assertThat(batches.next().pixels()).isEqualTo(Arrays.copyOfRange(whole, 0, n));
      assertThat(batches.next().pixels()).isEqualTo(Arrays.copyOfRange(whole, n, 3 * n));
    }
  }

  @Test
  void aBrokenImageSurfacesAndTheNextPrefetcherGoesOn() {
    List<BatchRequest> bad = List.of(new BatchRequest(new int[] {0, 12}, 0));
    TestView view = new TestView(20, Fit.SQUEEZE, 16, RGB);
    try (Prefetcher batches = new Prefetcher(reader, view, bad, 2, 1)) {
      assertThatThrownBy(batches::next).isInstanceOf(BrokenImageException.class);
    }
    List<BatchRequest> good = List.of(new BatchRequest(new int[] {0, 1}, 0));
    try (Prefetcher batches = new Prefetcher(reader, view, good, 2, 1)) {
      assertThat(batches.next().pixels()).hasSize(2 * view.floats());
    }
  }

  @Test
  void bytesAreTheSamePixels() {
    // Half of the views need more than one interpolation: they come as they are.
    TrainView view = new TrainView(48, Fit.SQUEEZE, 0.3, 1, 0.75, 1.33, 0.5, 20, RGB);
    List<BatchRequest> requests = new ArrayList<>();
    for (int b = 0; b < 4; b++) {
      requests.add(new BatchRequest(new int[] {0, 1, 2, 3, 4, 5, 6, 7}, b));
    }
    int asBytes = 0;
    int others = 0;
    try (Prefetcher plain = new Prefetcher(reader, view, requests, 1, 2);
        Prefetcher bytes =
            new Prefetcher(reader, view, requests, 3, 2, RenderedImages.Form.LEVELS)) {
      while (bytes.hasNext()) {
        RenderedImages images = bytes.next().images();
        assertThat(images.values()).isEqualTo(plain.next().pixels());
        assertThat(images).isInstanceOf(RenderedImages.Levels.class);
        others += ((RenderedImages.Levels) images).others().size();
        asBytes += 8;
      }
    }
    assertThat(others).isBetween(1, asBytes - 1);
    Finish erasing = new Finish(Jitter.NONE, new Erasing(1, 0.1, 0.2, 0.5, 2, true));
    TrainView finished = new TrainView(48, Fit.SQUEEZE, 0.3, 1, 0.75, 1.33, 0.5, 20, RGB, erasing);
    try (Prefetcher plain = new Prefetcher(reader, finished, requests, 1, 2);
        Prefetcher bytes =
            new Prefetcher(reader, finished, requests, 2, 2, RenderedImages.Form.LEVELS)) {
      assertThat(bytes.next().images().values()).isEqualTo(plain.next().pixels());
    }
  }

  @Test
  void cropsAreResizedWithoutRounding() {
    TrainView view = new TrainView(48, Fit.SQUEEZE, 0.3, 1, 0.75, 1.33, 0.5, 20, RGB);
    TestView test = new TestView(22, Fit.SQUEEZE, 20, RGB);
    List<BatchRequest> requests = List.of(new BatchRequest(new int[] {0, 1, 2, 3, 4, 5}, 3));
    for (ImageView each : List.of(view, test)) {
      try (Prefetcher plain = new Prefetcher(reader, each, requests, 1, 2);
          Prefetcher crops =
              new Prefetcher(reader, each, requests, 2, 2, RenderedImages.Form.CROPS)) {
        RenderedImages images = crops.next().images();
        assertThat(images).isInstanceOf(RenderedImages.Crops.class);
        // On the CPU whole numbers, and in training one interpolation where it comes close.
        assertThat(meanDifference(images.values(), plain.next().pixels())).isLessThan(4 / 128.0);
      }
    }
    Finish erasing = new Finish(Jitter.NONE, new Erasing(1, 0.1, 0.2, 0.5, 2, true));
    TrainView finished = new TrainView(48, Fit.SQUEEZE, 0.3, 1, 0.75, 1.33, 0.5, 20, RGB, erasing);
    try (Prefetcher plain = new Prefetcher(reader, finished, requests, 1, 2);
        Prefetcher crops =
            new Prefetcher(reader, finished, requests, 1, 2, RenderedImages.Form.CROPS)) {
      assertThat(crops.next().images().values()).isEqualTo(plain.next().pixels());
    }
  }

  private static double meanDifference(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
  }

  @Test
  void closesInTheMiddle() {
    List<BatchRequest> requests = new ArrayList<>();
    for (int b = 0; b < 50; b++) {
      requests.add(new BatchRequest(new int[] {1, 2, 3, 4, 5, 6}, b));
    }
    Prefetcher batches = new Prefetcher(reader, TRAIN, requests, 2, 4);
    batches.next();
    batches.close();
    assertThat(reader.read(3)).isEqualTo(images.get(3));
  }

  @Test
  void theCacheIsBounded() {
    ByteCache cache = new ByteCache(10);
    cache.put(1, new byte[4]);
    cache.put(2, new byte[4]);
    assertThat(cache.get(1)).isNotNull();
    cache.put(3, new byte[4]);
    assertThat(cache.get(2)).as("least recently used").isNull();
    assertThat(cache.get(1)).isNotNull();
    cache.put(4, new byte[11]);
    assertThat(cache.get(4)).isNull();
    assertThat(cache.bytes()).isEqualTo(8);
  }

  private float[] expected(BatchRequest request) {
    float[] out = new float[request.imageIds().length * TRAIN.floats()];
    for (int i = 0; i < request.imageIds().length; i++) {
      byte[] image = images.get(request.imageIds()[i]);
      TRAIN.render(image, request.seedOf(i), out, i * TRAIN.floats());
    }
    return out;
  }
}

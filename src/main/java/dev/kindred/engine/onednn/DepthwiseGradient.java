package dev.kindred.engine.onednn;

import dev.kindred.engine.kernel.Geometry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The plain loop, for windows and processors that {@link MovedWindows} is not for. Channels lie
 * side by side, so it is a run of vector operations.
 */
final class DepthwiseGradient implements WindowGradient {
  private static final int BLOCK = 256;

  private final Geometry g;
  private final DataType type;
  private final List<Part> parts;

  DepthwiseGradient(Geometry g, DataType type) {
    this.g = g;
    this.type = type;
    int threads = (int) Math.min(g.n(), Math.max(1, Nd4j.getEnvironment().maxThreads()));
    parts = IntStream.range(0, threads).mapToObj(i -> new Part()).toList();
  }

  @Override
  public void run(long srcAt, long diffDstAt, float[] diffWeights, float[] diffBias) {
    int n = (int) g.n();
    // Not more pieces than OpenMP threads, whatever the common pool would take.
    IntStream.range(0, parts.size())
        .parallel()
        .forEach(
            i ->
                parts
                    .get(i)
                    .add(srcAt, diffDstAt, n * i / parts.size(), n * (i + 1) / parts.size()));
    int taps = g.kernel() * g.kernel();
    for (int c = 0; c < g.c(); c++) {
      for (int t = 0; t <= taps; t++) {
        double sum = 0;
        for (Part part : parts) {
          sum += part.sums[t * g.c() + c];
        }
        if (t < taps) {
          diffWeights[c * taps + t] = (float) sum;
        } else {
          diffBias[c] = (float) sum;
        }
      }
    }
  }

  /** Some of the images. */
  private final class Part {
    final float[] x = new float[(int) (g.h() * g.w() * g.c())];
    final float[] dz = new float[(int) (g.outH() * g.outW() * g.c())];

    /** {@code [k * k + 1, c]}, the bias last. */
    final float[] sums = new float[(g.kernel() * g.kernel() + 1) * g.c()];

    void add(long srcAt, long diffDstAt, int from, int to) {
      Arrays.fill(sums, 0);
      for (int i = from; i < to; i++) {
        read(srcAt, i, x);
        read(diffDstAt, i, dz);
        for (int first = 0; first < g.c(); first += BLOCK) {
          image(first, Math.min(BLOCK, g.c() - first));
        }
      }
    }

    private void read(long at, int image, float[] into) {
      Values.read(at + (long) image * into.length * type.width(), type, into);
    }

    private void image(int first, int channels) {
      int k = g.kernel();
      int c = g.c();
      for (int i = 0, at = first; i < g.outH(); i++) {
        for (int j = 0; j < g.outW(); j++, at += c) {
          for (int p = 0; p < k; p++) {
            int row = i * g.stride() + p - g.top();
            if (row < 0 || row >= g.h()) {
              continue;
            }
            for (int q = 0; q < k; q++) {
              int column = j * g.stride() + q - g.left();
              if (column >= 0 && column < g.w()) {
                int place = (int) (row * g.w() + column) * c + first;
                addProduct(sums, (p * k + q) * c + first, x, place, dz, at, channels);
              }
            }
          }
          addTo(sums, k * k * c + first, dz, at, channels);
        }
      }
    }
  }

  private static void addProduct(
      float[] to, int toAt, float[] a, int aAt, float[] b, int bAt, int n) {
    for (int i = 0; i < n; i++) {
      to[toAt + i] += a[aAt + i] * b[bAt + i];
    }
  }

  private static void addTo(float[] to, int toAt, float[] a, int aAt, int n) {
    for (int i = 0; i < n; i++) {
      to[toAt + i] += a[aAt + i];
    }
  }
}

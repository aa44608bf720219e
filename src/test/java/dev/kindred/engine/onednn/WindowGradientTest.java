package dev.kindred.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.Bf16;
import dev.kindred.engine.kernel.Geometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class WindowGradientTest {
  private static final int CHANNELS = 32;

  private record Gradients(float[] weights, float[] bias) {}

  private static Geometry geometry(
      int n, int c, int h, int w, int k, int stride, int top, int left, int bottom, int right) {
    return new Geometry(n, c, h, w, c, k, stride, top, left, bottom, right, c);
  }

  /** Windows, strides and paddings of all kinds; more images than are framed at a time. */
  private static List<Geometry> geometries() {
    List<Geometry> all = new ArrayList<>();
    Random random = new Random(1);
    for (int k = 4; k <= 6; k++) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int top = 0; top < k; top++) {
          int left = (top + 2) % k;
          int bottom = random.nextInt(k);
          int right = random.nextInt(k);
          int h = k + random.nextInt(5);
          int w = k + random.nextInt(5);
          all.add(
              geometry(1 + random.nextInt(7), CHANNELS, h, w, k, stride, top, left, bottom, right));
        }
      }
    }
    // EfficientNet-Lite0's at 96 pixels.
    all.add(geometry(5, 144, 24, 24, 5, 2, 1, 1, 2, 2));
    all.add(geometry(23, 240, 12, 12, 5, 1, 2, 2, 2, 2));
    all.add(geometry(3, 1152, 3, 3, 5, 1, 2, 2, 2, 2));
    return all;
  }

  private static float[] noise(Random random, long n) {
    float[] values = new float[(int) n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Pointer in(DataType type, float[] values) {
    return type == DataType.FLOAT
        ? new FloatPointer(values)
        : new ShortPointer(Bf16.encode(values));
  }

  private static Gradients run(WindowGradient of, Geometry g, DataType type, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[g.c() * g.kernel() * g.kernel()];
    float[] bias = new float[g.c()];
    try (Pointer src = in(type, noise(random, g.n() * g.c() * g.h() * g.w()));
        Pointer dst = in(type, noise(random, g.n() * g.c() * g.outH() * g.outW()))) {
      of.run(src.address(), dst.address(), weights, bias);
    }
    return new Gradients(weights, bias);
  }

  private static void assertAgree(DataType type) {
    assumeCodeForSmallWindows();
    for (Geometry g : geometries()) {
      Optional<WindowGradient> moved = MovedWindows.of(g, type);
      assertThat(moved).as("%s", g).isPresent();
      DepthwiseGradient loop = new DepthwiseGradient(g, type);
      for (int seed = 0; seed < 2; seed++) {
        Gradients expected = run(loop, g, type, seed);
        Gradients got = run(moved.get(), g, type, seed);
        // Both add products of the same numbers in fp32, in another order.
        float bound = 2e-6f * g.n() * g.outH() * g.outW() + 1e-5f;
        assertThat(got.weights).as("%s", g).containsExactly(expected.weights, within(bound));
        assertThat(got.bias).as("%s", g).containsExactly(expected.bias, within(bound));
      }
    }
  }

  @Test
  void smallWindowsGiveTheLoopsGradient() {
    assertAgree(DataType.FLOAT);
  }

  @Test
  void inBf16Too() {
    Assumptions.assumeTrue(OneDnn.hasBf16(), "no bf16 here");
    assertAgree(DataType.BFLOAT16);
  }

  private static void assumeCodeForSmallWindows() {
    Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "no such code here");
  }

  @Test
  void othersAreLeftToTheLoopAndToOneDnn() {
    assertThat(MovedWindows.of(geometry(1, 32, 9, 9, 7, 1, 3, 3, 3, 3), DataType.FLOAT)).isEmpty();
    assertThat(WindowGradient.of(geometry(1, 32, 9, 9, 7, 1, 3, 3, 3, 3), DataType.FLOAT))
        .containsInstanceOf(DepthwiseGradient.class);
    assertThat(WindowGradient.of(geometry(1, 32, 9, 9, 3, 1, 1, 1, 1, 1), DataType.FLOAT))
        .isEmpty();
    // Frames of 8 x 8 for outputs of 3 x 3.
    assertThat(WindowGradient.of(geometry(1, 32, 6, 6, 5, 2, 1, 1, 2, 2), DataType.FLOAT))
        .containsInstanceOf(DepthwiseGradient.class);
    assertThat(WindowGradient.of(geometry(1, 32, 3, 3, 5, 1, 2, 2, 2, 2), DataType.FLOAT))
        .containsInstanceOf(DepthwiseGradient.class);
    Geometry dense = new Geometry(1, 32, 9, 9, 32, 5, 1, 2, 2, 2, 2, 1);
    assertThat(WindowGradient.of(dense, DataType.FLOAT)).isEmpty();
    assumeCodeForSmallWindows();
    assertThat(WindowGradient.of(geometry(1, 32, 6, 6, 5, 1, 2, 2, 2, 2), DataType.FLOAT))
        .containsInstanceOf(MovedWindows.class);
  }
}

package dev.kindred.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindred.engine.Bf16;
import dev.kindred.engine.onednn.OneDnn;
import dev.kindred.engine.onednn.OneDnnKernels;
import dev.kindred.model.Activation;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The CPU kernels in bf16 against ND4J's operations in fp32 on the same rounded values: they may
 * differ by the rounding of the result and of the weights, which is one part in 256. On processors
 * that have bf16.
 */
final class HalfKernelsTest {
  private static final double TOLERANCE = 1.0 / 128;

  private final Kernels half = new OneDnnKernels(DataType.BFLOAT16);
  private final Kernels plain = new Nd4jKernels();

  @BeforeEach
  void onlyWhereTheProcessorHasBf16() {
    assumeTrue(OneDnn.hasBf16());
  }

  static Stream<KernelsTest.Case> convolutions() {
    return KernelsTest.convolutions();
  }

  static Stream<KernelsTest.Case> pools() {
    return KernelsTest.pools();
  }

  private static INDArray rounded(INDArray x) {
    float[] values = x.dup('c').data().asFloat();
    for (int i = 0; i < values.length; i++) {
      values[i] = Bf16.round(values[i]);
    }
    return Nd4j.createFromArray(values).reshape(x.shape());
  }

  /** A view in bf16, not at the start of its buffer. */
  private static INDArray half(INDArray x) {
    INDArray roomy = Nd4j.create(DataType.BFLOAT16, x.length() + 3);
    INDArray view = roomy.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(3, x.length() + 3));
    INDArray shaped = view.reshape('c', x.shape());
    shaped.assign(x);
    return shaped;
  }

  private static void assertNear(String what, INDArray actual, INDArray expected) {
    assertNear(
        what,
        actual.castTo(DataType.FLOAT).dup('c').data().asFloat(),
        expected.dup('c').data().asFloat());
  }

  private static void assertNear(String what, float[] actual, float[] expected) {
    KernelsTest.assertNear(what, actual, expected, TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolution(KernelsTest.Case c) {
    Random r = new Random(c.seed());
    INDArray x = rounded(c.image(r));
    INDArray w = c.weights(r);
    INDArray dz = rounded(c.result(r));
    float[] scale = c.scaled() ? c.perChannel(r, 0.5) : null;
    float[] shift = c.perChannel(r, -0.5);
    int out = c.g().out();

    ConvKernel expected = plain.conv(c.g(), c.fused());
    INDArray y = c.result(r);
    INDArray dx = c.image(r);
    INDArray dw = c.weights(r);
    float[] dScale = new float[out];
    float[] dShift = new float[out];
    expected.prepare(w, scale, shift);
    expected.forward(x, y);
    expected.backwardData(dz, dx);
    expected.backwardWeights(x, dz, dw, dScale, dShift);

    ConvKernel conv = half.conv(c.g(), c.fused());
    INDArray halfY = half(y);
    INDArray halfDx = half(dx);
    INDArray halfDw = c.weights(r);
    float[] halfDScale = new float[out];
    float[] halfDShift = new float[out];
    conv.prepare(w, scale, shift);
    conv.forward(half(x), halfY);
    conv.backwardData(half(dz), halfDx);
    conv.backwardWeights(half(x), half(dz), halfDw, halfDScale, halfDShift);

    assertNear("y", halfY, y);
    assertNear("dx", halfDx, dx);
    assertNear("dw", halfDw, dw);
    assertNear("dShift", halfDShift, dShift);
    if (scale != null) {
      assertNear("dScale", halfDScale, dScale);
    }
  }

  @ParameterizedTest
  @MethodSource("pools")
  void pooling(KernelsTest.Case c) {
    Random r = new Random(c.seed());
    INDArray x = rounded(c.image(r));
    INDArray dy = rounded(c.result(r));
    for (boolean max : new boolean[] {true, false}) {
      INDArray y = c.result(r);
      INDArray dx = c.image(r);
      PoolKernel expected = plain.pool(c.g(), max);
      expected.forward(x, y);
      expected.backward(x, y, dy, dx);
      INDArray halfY = half(y);
      INDArray halfDx = half(dx);
      PoolKernel pool = half.pool(c.g(), max);
      pool.forward(half(x), halfY);
      pool.backward(half(x), halfY, half(dy), halfDx);
      assertNear("y", halfY, y);
      // Ties are more frequent among rounded values, but none is among so few.
      assertNear("dx", halfDx, dx);
    }
  }

  @Test
  void normalisationOverManyAndOverFewPositions() {
    for (int side : new int[] {3, 40}) {
      int c = 24;
      INDArray x = rounded(Nd4j.randn(2, side, side, c).muli(2).addi(1));
      INDArray dy = rounded(Nd4j.randn(2, side, side, c));
      INDArray gamma = Nd4j.rand(1, c).addi(0.5);
      INDArray beta = Nd4j.rand(1, c);
      INDArray[] mean = {Nd4j.create(1, c), Nd4j.create(1, c)};
      INDArray[] variance = {Nd4j.create(1, c), Nd4j.create(1, c)};
      INDArray y = Nd4j.create(2, side, side, c);
      INDArray dx = Nd4j.create(2, side, side, c);
      INDArray[] dGamma = {Nd4j.create(1, c), Nd4j.create(1, c)};
      INDArray[] dBeta = {Nd4j.create(1, c), Nd4j.create(1, c)};
      NormKernel expected = plain.norm(2, side, side, c, 1e-3f);
      expected.forward(x, gamma, beta, mean[0], variance[0], y);
      expected.backward(x, gamma, mean[0], variance[0], dy, dx, dGamma[0], dBeta[0]);
      INDArray halfY = half(y);
      INDArray halfDx = half(dx);
      NormKernel norm = half.norm(2, side, side, c, 1e-3f);
      norm.forward(half(x), gamma, beta, mean[1], variance[1], halfY);
      norm.backward(half(x), gamma, mean[1], variance[1], half(dy), halfDx, dGamma[1], dBeta[1]);
      assertNear("y", halfY, y);
      assertNear("mean", mean[1], mean[0]);
      assertNear("variance", variance[1], variance[0]);
      assertNear("dx", halfDx, dx);
      assertNear("dGamma", dGamma[1], dGamma[0]);
      assertNear("dBeta", dBeta[1], dBeta[0]);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "RELU6"})
  void rectifier(Activation kind) {
    INDArray x = rounded(Nd4j.randn(1000).muli(5));
    INDArray dy = rounded(Nd4j.randn(1000));
    INDArray dx = Nd4j.create(1000);
    INDArray y = half(x);
    INDArray halfDx = half(dx);
    RectifierKernel expected = plain.rectifier(1000, kind);
    expected.forward(x);
    expected.backward(x, dy, dx);
    RectifierKernel rectifier = half.rectifier(1000, kind);
    rectifier.forward(y);
    rectifier.backward(y, half(dy), halfDx);
    assertNear("y", y, x);
    assertNear("dx", halfDx, dx);
  }

  @Test
  void joinsSumsAndCasts() {
    int[] channels = {5, 16, 3};
    INDArray[] parts = new INDArray[channels.length];
    INDArray[] halves = new INDArray[channels.length];
    INDArray[] back = new INDArray[channels.length];
    for (int i = 0; i < channels.length; i++) {
      parts[i] = rounded(Nd4j.randn(2, 4, 3, channels[i]));
      halves[i] = half(parts[i]);
      back[i] = half(Nd4j.create(2, 4, 3, channels[i]));
    }
    JoinKernel join = half.join(2, 4, 3, channels);
    INDArray whole = half(Nd4j.create(2, 4, 3, 24));
    join.forward(halves, whole);
    assertThat(half.floats(whole)).isEqualTo(Nd4j.concat(3, parts).dup('c').data().asFloat());
    join.backward(whole, back);
    for (int i = 0; i < channels.length; i++) {
      assertThat(half.floats(back[i])).isEqualTo(half.floats(halves[i]));
    }

    INDArray a = rounded(Nd4j.randn(777));
    INDArray b = rounded(Nd4j.randn(777));
    INDArray sum = half(a);
    half.sum(777).add(sum, half(b), sum);
    assertThat(half.floats(sum)).isEqualTo(rounded(a.add(b)).data().asFloat());

    INDArray fine = Nd4j.randn(777);
    INDArray narrow = half(Nd4j.create(777));
    half.cast(777).narrow(fine, narrow);
    assertThat(half.floats(narrow)).isEqualTo(rounded(fine).data().asFloat());
    half.copy(sum, narrow);
    assertThat(half.floats(narrow)).isEqualTo(half.floats(sum));
    half.set(narrow, b.data().asFloat());
    assertThat(half.floats(narrow)).isEqualTo(b.data().asFloat());
  }
}

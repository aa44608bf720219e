package dev.kindred.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.engine.onednn.OneDnnKernels;
import dev.kindred.model.Activation;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The CPU kernels against the ones written in ND4J's operations, on random shapes. Every argument
 * is a view into a larger array, as parameters, gradients and workspaces are.
 */
final class KernelsTest {
  private static final double TOLERANCE = 2e-5;
  private static final int CASES = 8;

  private final Kernels cpu = new OneDnnKernels(DataType.FLOAT);
  private final Kernels plain = new Nd4jKernels();

  /** One random case; the seed is in its name. */
  record Case(long seed, Geometry g, Activation fused, boolean scaled) {
    INDArray image(Random random) {
      return view(random, g.n(), g.h(), g.w(), g.c());
    }

    INDArray result(Random random) {
      return view(random, g.n(), g.outH(), g.outW(), g.out());
    }

    INDArray weights(Random random) {
      return view(random, g.out(), g.c() / g.groups(), g.kernel(), g.kernel());
    }

    float[] perChannel(Random random, double least) {
      float[] values = new float[g.out()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (least + random.nextDouble());
      }
      return values;
    }
  }

  private static Case random(long seed, int kernel, boolean depthwise, boolean pool) {
    Random r = new Random(seed);
    int c = 1 + r.nextInt(20);
    int most = (kernel - 1) / 2 + 1;
    int stride = 1 + r.nextInt(2);
    int[] pad = IntStream.range(0, 4).map(i -> kernel == 1 ? 0 : r.nextInt(most + 1)).toArray();
    Geometry g =
        new Geometry(
            1L + r.nextInt(3),
            c,
            (long) kernel + r.nextInt(9),
            (long) kernel + r.nextInt(9),
            depthwise || pool ? c : 1 + r.nextInt(20),
            kernel,
            stride,
            // A window must not lie wholly in the padding.
            Math.min(pad[0], kernel - 1),
            Math.min(pad[1], kernel - 1),
            Math.min(pad[2], kernel - 1),
            Math.min(pad[3], kernel - 1),
            depthwise ? c : 1);
    Activation[] all = Activation.values();
    return new Case(seed, g, all[r.nextInt(all.length)], r.nextBoolean());
  }

  static Stream<Case> convolutions() {
    return IntStream.range(0, CASES)
        .boxed()
        .flatMap(
            i ->
                Stream.of(
                    random(i, 1, false, false),
                    random(100 + i, 3, false, false),
                    random(200 + i, i % 2 == 0 ? 5 : 7, false, false),
                    random(300 + i, 3, true, false),
                    random(400 + i, 5, true, false)));
  }

  static Stream<Case> pools() {
    return IntStream.range(0, 2 * CASES).mapToObj(i -> random(500 + i, 2 + i % 2, false, true));
  }

  /** Dense, but not at the start of its buffer. */
  private static INDArray view(Random random, long... shape) {
    long length = 1;
    for (long s : shape) {
      length *= s;
    }
    long offset = 1L + random.nextInt(50);
    float[] values = new float[(int) (length + offset)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values)
        .get(NDArrayIndex.interval(offset, offset + length))
        .reshape('c', shape);
  }

  private static void assertSame(String what, INDArray actual, INDArray expected) {
    assertSame(what, actual.dup('c').data().asFloat(), expected.dup('c').data().asFloat());
  }

  private static void assertSame(String what, float[] actual, float[] expected) {
    assertNear(what, actual, expected, TOLERANCE);
  }

  /** The difference's norm over the expected one's. */
  static void assertNear(String what, float[] actual, float[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - (double) expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(difference)).as(what).isLessThanOrEqualTo(tolerance * Math.sqrt(norm));
  }

  @Test
  void joinsSumsAndCopies() {
    Random r = new Random(1);
    int[] channels = {5, 16, 3};
    INDArray[] parts = new INDArray[channels.length];
    INDArray[][] back = new INDArray[2][channels.length];
    for (int i = 0; i < channels.length; i++) {
      parts[i] = view(r, 2, 4, 3, channels[i]);
      back[0][i] = view(r, 2, 4, 3, channels[i]);
      back[1][i] = view(r, 2, 4, 3, channels[i]);
    }
    INDArray whole = view(r, 2, 4, 3, 24);
    INDArray expected = view(r, 2, 4, 3, 24);
    cpu.join(2, 4, 3, channels).forward(parts, whole);
    plain.join(2, 4, 3, channels).forward(parts, expected);
    assertSame("joined", whole, expected);
    INDArray dy = view(r, 2, 4, 3, 24);
    cpu.join(2, 4, 3, channels).backward(dy, back[0]);
    plain.join(2, 4, 3, channels).backward(dy, back[1]);
    for (int i = 0; i < channels.length; i++) {
      assertSame("apart again " + i, back[0][i], back[1][i]);
    }
    cpu.sum(dy.length()).add(dy, whole, whole);
    plain.sum(dy.length()).add(dy, expected, expected);
    assertSame("sum", whole, expected);
    cpu.copy(dy, whole);
    plain.copy(dy, expected);
    assertSame("copy", whole, expected);
    cpu.set(whole, cpu.floats(dy));
    assertSame("values", whole, dy);
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolution(Case c) {
    Random r = new Random(c.seed());
    INDArray x = c.image(r);
    INDArray w = c.weights(r);
    INDArray dz = c.result(r);
    float[] scale = c.scaled() ? c.perChannel(r, 0.5) : null;
    float[] shift = c.perChannel(r, -0.5);
    INDArray[] y = {c.result(r), c.result(r)};
    INDArray[] dx = {c.image(r), c.image(r)};
    INDArray[] dw = {c.weights(r), c.weights(r)};
    float[][] dScale = new float[2][c.g().out()];
    float[][] dShift = new float[2][c.g().out()];
    for (int i = 0; i < 2; i++) {
      ConvKernel kernel = (i == 0 ? cpu : plain).conv(c.g(), c.fused());
      kernel.prepare(c.weights(r), null, c.perChannel(r, 1));
      kernel.forward(x, y[i]);
      kernel.prepare(w, scale, shift);
      kernel.backwardData(dz, dx[i]);
      kernel.backwardWeights(x, dz, dw[i], dScale[i], dShift[i]);
      kernel.forward(x, y[i]);
    }
    assertSame("y", y[0], y[1]);
    assertSame("dx", dx[0], dx[1]);
    assertSame("dw", dw[0], dw[1]);
    assertSame("dScale", dScale[0], dScale[1]);
    assertSame("dShift", dShift[0], dShift[1]);
    assertSame("y by the definition", y[1], byDefinition(c, x, w, scale, shift));
  }

  private static INDArray byDefinition(
      Case c, INDArray x, INDArray w, float[] scale, float[] shift) {
    Geometry g = c.g();
    INDArray y = Nd4j.create(g.n(), g.outH(), g.outW(), g.out());
    float[] in = x.dup('c').data().asFloat();
    float[] kernel = w.dup('c').data().asFloat();
    int k = g.kernel();
    int depth = g.c() / g.groups();
    float[] out = new float[(int) y.length()];
    int at = 0;
    for (int n = 0; n < g.n(); n++) {
      for (int i = 0; i < g.outH(); i++) {
        for (int j = 0; j < g.outW(); j++) {
          for (int o = 0; o < g.out(); o++) {
            double sum = 0;
            for (int p = 0; p < k; p++) {
              for (int q = 0; q < k; q++) {
                int row = i * g.stride() + p - g.top();
                int column = j * g.stride() + q - g.left();
                if (row < 0 || row >= g.h() || column < 0 || column >= g.w()) {
                  continue;
                }
                for (int d = 0; d < depth; d++) {
                  int channel = o / (g.out() / g.groups()) * depth + d;
                  int place = (int) (((n * g.h() + row) * g.w() + column) * g.c() + channel);
                  sum += (double) in[place] * kernel[((o * depth + d) * k + p) * k + q];
                }
              }
            }
            double linear = (scale == null ? sum : sum * scale[o]) + shift[o];
            double floor = c.fused() == Activation.IDENTITY ? linear : Math.max(0, linear);
            out[at++] = (float) (c.fused() == Activation.RELU6 ? Math.min(6, floor) : floor);
          }
        }
      }
    }
    return Nd4j.create(out, y.shape(), 'c');
  }

  @Test
  void groupsThatAreNotChannelsAreRefusedByTheFallback() {
    Geometry g = new Geometry(1, 4, 5, 5, 4, 3, 1, 1, 1, 1, 1, 2);
    assertThatThrownBy(() -> plain.conv(g, Activation.RELU))
        .hasMessageStartingWith("only plain and depthwise convolutions: ");
  }

  static Stream<Activation> rectifiers() {
    return Stream.of(Activation.RELU, Activation.RELU6);
  }

  @ParameterizedTest
  @MethodSource("rectifiers")
  void rectifier(Activation kind) {
    Random r = new Random(11);
    INDArray x = view(r, 2, 5, 7, 3).muli(5);
    INDArray dy = view(r, 2, 5, 7, 3);
    INDArray[] y = {x.dup('c'), view(r, 2, 5, 7, 3).assign(x)};
    INDArray[] dx = {view(r, 2, 5, 7, 3), view(r, 2, 5, 7, 3)};
    for (int i = 0; i < 2; i++) {
      RectifierKernel kernel = (i == 0 ? cpu : plain).rectifier(x.length(), kind);
      kernel.forward(y[i]);
      kernel.backward(y[i], dy, dx[i]);
    }
    assertThat(y[0].maxNumber().floatValue())
        .isEqualTo(kind == Activation.RELU6 ? 6 : x.maxNumber().floatValue());
    assertSame("y", y[0], y[1]);
    assertSame("dx", dx[0], dx[1]);
  }

  /** Small ones are summed in double precision, large ones by oneDNN. */
  static Stream<Case> norms() {
    Geometry large = new Geometry(3, 5, 20, 21, 5, 1, 1, 0, 0, 0, 0, 1);
    return Stream.concat(pools(), Stream.of(new Case(900, large, Activation.IDENTITY, false)));
  }

  @ParameterizedTest
  @MethodSource("norms")
  void norm(Case c) {
    Geometry g = c.g();
    Random r = new Random(c.seed());
    INDArray x = c.image(r).muli(3).addi(1);
    INDArray dy = c.image(r);
    INDArray gamma = view(r, 1, g.c());
    INDArray beta = view(r, 1, g.c());
    INDArray[][] found = new INDArray[2][];
    for (int i = 0; i < 2; i++) {
      NormKernel kernel = (i == 0 ? cpu : plain).norm(g.n(), g.h(), g.w(), g.c(), 1e-3f);
      INDArray mean = view(r, 1, g.c());
      INDArray variance = view(r, 1, g.c());
      INDArray y = c.image(r);
      INDArray dx = c.image(r);
      INDArray dGamma = view(r, 1, g.c());
      INDArray dBeta = view(r, 1, g.c());
      kernel.forward(x, gamma, beta, mean, variance, y);
      kernel.backward(x, gamma, mean, variance, dy, dx, dGamma, dBeta);
      found[i] = new INDArray[] {mean, variance, y, dx, dGamma, dBeta};
    }
    String[] names = {"mean", "variance", "y", "dx", "dGamma", "dBeta"};
    for (int i = 0; i < names.length; i++) {
      assertSame(names[i], found[0][i], found[1][i]);
    }
  }

  @ParameterizedTest
  @MethodSource("pools")
  void maxPool(Case c) {
    pool(c, true);
  }

  @ParameterizedTest
  @MethodSource("pools")
  void averagePool(Case c) {
    pool(c, false);
  }

  private void pool(Case c, boolean max) {
    Random r = new Random(c.seed());
    INDArray x = c.image(r);
    INDArray dy = c.result(r);
    INDArray[] y = {c.result(r), c.result(r)};
    INDArray[] dx = {c.image(r), c.image(r)};
    for (int i = 0; i < 2; i++) {
      PoolKernel kernel = (i == 0 ? cpu : plain).pool(c.g(), max);
      kernel.forward(x, y[i]);
      kernel.backward(x, y[i], dy, dx[i]);
    }
    assertSame("y", y[0], y[1]);
    assertSame("dx", dx[0], dx[1]);
  }
}

package dev.kindred.loss.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixProductTest {
  private static final int M = 7;
  private static final int N = 11;
  private static final int K = 130;

  static Stream<MatrixProduct> products() {
    return Stream.of(new JavaProduct(), NativeProduct.load());
  }

  @ParameterizedTest
  @MethodSource("products")
  void similaritiesAreThoseOfTheNaiveLoop(MatrixProduct product) {
    float[] a = random(M * K);
    float[] b = random(N * K);
    float[] actual = product.timesTransposed(a, M, product.operand(b, N, K));
    double[] gram = product.gram(a, M, K);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        assertThat((double) actual[i * N + j]).isCloseTo(dot(a, i, b, j), within(1e-4));
      }
      for (int j = 0; j < M; j++) {
        assertThat(gram[i * M + j]).isCloseTo(dot(a, i, a, j), within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void gradientsAreThoseOfTheNaiveLoop(MatrixProduct product) {
    float[] w = random(M * N);
    float[] b = random(N * K);
    float[] c = random(M * K);
    float[] out = random(M * K);
    float[] before = out.clone();
    product.addProduct(w, M, product.operand(b, N, K), out);
    float[] transposed = product.transposedTimes(w, N, product.operand(c, M, K));
    for (int k = 0; k < K; k++) {
      for (int i = 0; i < M; i++) {
        double sum = before[i * K + k];
        for (int j = 0; j < N; j++) {
          sum += (double) w[i * N + j] * b[j * K + k];
        }
        assertThat((double) out[i * K + k]).isCloseTo(sum, within(1e-5));
      }
      for (int j = 0; j < N; j++) {
        double sum = 0;
        for (int i = 0; i < M; i++) {
          sum += (double) w[i * N + j] * c[i * K + k];
        }
        assertThat((double) transposed[j * K + k]).isCloseTo(sum, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void blocksAreReadAndWrittenRowByRow(MatrixProduct product) {
    float[] a = random(M * K);
    Operand b = product.operand(random(N * K), N, K);
    float[] expected = product.timesTransposed(a, M, b);
    float[] w = random(M * N);
    float[] sum = new float[M * K];
    float[] sumOfBlock = new float[M * K];
    float[] scales = random(M);
    product.addProduct(w, M, b, sum);
    try (Block block = product.blockTimesTransposed(a, M, b)) {
      float[] row = new float[N];
      for (int i = 0; i < M; i++) {
        block.read(i, row);
        assertThat(row).containsExactly(Arrays.copyOfRange(expected, i * N, (i + 1) * N));
        block.write(i, Arrays.copyOfRange(w, i * N, (i + 1) * N));
      }
      product.addProduct(scales, block, M, b, sumOfBlock);
    }
    for (int k = 0; k < sum.length; k++) {
      assertThat(sumOfBlock[k]).isCloseTo(scales[k / K] * sum[k], within(1e-4f));
    }
  }

  private static double dot(float[] a, int i, float[] b, int j) {
    double sum = 0;
    for (int k = 0; k < K; k++) {
      sum += (double) a[i * K + k] * b[j * K + k];
    }
    return sum;
  }

  private static float[] random(int size) {
    Random random = new Random(size);
    float[] result = new float[size];
    for (int k = 0; k < size; k++) {
      result[k] = (float) random.nextGaussian();
    }
    return result;
  }
}

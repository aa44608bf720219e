package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FoldedTest {
  private static Tensor vector(String name, float... values) {
    return new Tensor(name, new int[] {values.length}, values);
  }

  private static Node.Conv conv(boolean bias, BatchNorm norm) {
    return new Node.Conv(
        "c", "input", "c", 3, 2, 1, 1, Padding.of(0), 1, bias, norm, Activation.RELU);
  }

  @Test
  void foldedIsConvolutionThenNormalisation() {
    float[] w = {1, 2, 3, -4, 5, -6};
    StateDict weights =
        StateDict.of(
            "x",
            List.of(
                new Tensor("c.weight", new int[] {2, 3, 1, 1}, w),
                vector("c.bias", 0.5f, -0.25f),
                vector("n.weight", 1.5f, -2),
                vector("n.bias", 0.1f, 0.2f),
                vector("n.running_mean", 3, -1),
                vector("n.running_var", 0.5f, 4)));
    float[] x = {0.3f, -0.7f, 1.1f};
    Folded folded = Folded.of(conv(true, new BatchNorm("n", 1e-3, 0.1)), weights);
    for (int o = 0; o < 2; o++) {
      double y = weights.get("c.bias").data()[o];
      double z = folded.bias().data()[o];
      for (int i = 0; i < 3; i++) {
        y += w[o * 3 + i] * x[i];
        z += folded.weight().data()[o * 3 + i] * x[i];
      }
      double mean = weights.get("n.running_mean").data()[o];
      double deviation = Math.sqrt(weights.get("n.running_var").data()[o] + 1e-3);
      double normalised =
          (y - mean) / deviation * weights.get("n.weight").data()[o]
              + weights.get("n.bias").data()[o];
      assertThat(z).isCloseTo(normalised, within(1e-5));
    }
    assertThat(w).containsExactly(1, 2, 3, -4, 5, -6);
    assertThat(weights.get("c.bias").data()).containsExactly(0.5f, -0.25f);
  }

  @Test
  void withoutNormalisationNothingChanges() {
    Tensor kernel = new Tensor("c.weight", new int[] {2, 3, 1, 1}, new float[6]);
    Folded folded = Folded.of(conv(false, null), StateDict.of("x", List.of(kernel)));
    assertThat(folded.weight()).isSameAs(kernel);
    assertThat(folded.bias().data()).containsExactly(0, 0);
  }
}

package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoldenCurveTest {
  @Test
  void theCurveFallsAndRoundingMovesItLittle() {
    GoldenCurve curve = GoldenCurve.load();
    assertThat(curve.loss()).hasSize(50).hasSameSizeAs(curve.batches());
    assertThat(curve.loss()[49]).isLessThan(0.8 * curve.loss()[0]);
    for (int i = 0; i < 50; i++) {
      assertThat(Math.abs(curve.lossFloat32()[i] / curve.loss()[i] - 1)).isLessThan(0.005);
    }
    assertThat(curve.pixels(64)).hasSize(64 * 96 * 96 * 3);
  }
}

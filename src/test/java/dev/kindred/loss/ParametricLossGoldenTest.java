package dev.kindred.loss;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParametricLossGoldenTest {
  static Stream<Golden.Case> cases() {
    return LossRegistry.names().stream()
        .flatMap(Golden::cases)
        .filter(c -> LossRegistry.create(c.loss(), c.constants()) instanceof ParametricLoss);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valueAndBothGradientsAreThoseOfTheNaiveLoops(Golden.Case golden) {
    ParametricLoss loss = (ParametricLoss) LossRegistry.create(golden.loss(), golden.constants());
    float[] parameters = Golden.floats(golden.config().getString("parameters"));
    int classes = golden.config().getInt("classes");
    ParametricValue actual = loss.evaluate(golden.batch(), parameters, classes);
    golden.check(actual.value(), actual.gradient());
    golden.check(
        "parameter-gradient", "parameter-norm", "parameter-step", actual.parameterGradient());
  }
}

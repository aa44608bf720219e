package dev.kindred.loss;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairLossGoldenTest {
  static Stream<Golden.Case> cases() {
    return LossRegistry.names().stream()
        .flatMap(Golden::cases)
        .filter(c -> LossRegistry.create(c.loss(), c.constants()) instanceof PairLoss);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valueAndGradientAreThoseOfTheNaiveLoops(Golden.Case golden) {
    PairLoss loss = (PairLoss) LossRegistry.create(golden.loss(), golden.constants());
    golden.check(loss.evaluate(golden.batch(), golden.memory()));
  }
}

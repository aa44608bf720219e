package dev.kindred.engine.dl4j;

import dev.kindred.engine.GoldenSteps;
import dev.kindred.engine.Optimizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

final class TorchRuleTest {
  @ParameterizedTest
  @MethodSource("dev.kindred.engine.GoldenSteps#runs")
  void stepsAsTorch(GoldenSteps run) {
    Optimizer optimizer = run.optimizer();
    TorchRule rule = TorchRule.of(optimizer, 1, true);
    TorchUpdater updater =
        (TorchUpdater) rule.instantiate(Nd4j.create(1, rule.stateSize(GoldenSteps.N)), true);
    INDArray parameters = Nd4j.createFromArray(GoldenSteps.start());
    run.check(
        (values, step) -> {
          INDArray gradient = Nd4j.createFromArray(values);
          decay(optimizer, ApplyStep.BEFORE_UPDATER, parameters, gradient, step);
          updater.applyUpdater(gradient, step, 0);
          decay(optimizer, ApplyStep.POST_UPDATER, parameters, gradient, step);
          parameters.subi(gradient);
          return parameters.toFloatVector();
        });
  }

  /** What DL4J's updater does around ours. */
  private static void decay(
      Optimizer o, ApplyStep when, INDArray parameters, INDArray gradient, int step) {
    for (Regularization r : GraphFactory.decay(o)) {
      if (r.applyStep() == when) {
        r.apply(parameters, gradient, o.rate().at(step), step, 0);
      }
    }
  }
}
